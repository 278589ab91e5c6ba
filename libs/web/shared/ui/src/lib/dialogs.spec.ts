import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Dialog } from './dialog';
import { Dialogs } from './dialogs';

@Component({
  selector: 'mx-test-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Dialog],
  template: `
    <mx-dialog heading="Hello {{ data }}">
      <input id="first" />
      <footer dialogFoot class="mx-dialog__foot"><button type="button" id="done" (click)="ref.close('done')">Done</button></footer>
    </mx-dialog>
  `,
})
class TestDialog {
  protected readonly ref = inject<DialogRef<string>>(DialogRef);
  protected readonly data = inject<string>(DIALOG_DATA);
}

const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((done) => setTimeout(done));
};
const container = () => document.querySelector<HTMLElement>('cdk-dialog-container');

describe('Dialogs', () => {
  let opener: HTMLButtonElement;

  beforeEach(() => {
    opener = document.createElement('button');
    document.body.append(opener);
    opener.focus();
  });
  afterEach(() => opener.remove());

  it('is modal and named, focuses the first field, resolves with the result and gives the focus back', async () => {
    const result = TestBed.inject(Dialogs).open<string, string>(TestDialog, { label: 'Hello', data: 'Ana' });
    await settle();
    expect(container()?.getAttribute('aria-modal')).toBe('true');
    expect(container()?.getAttribute('aria-label')).toBe('Hello');
    expect(container()?.textContent).toContain('Hello Ana');
    expect(document.activeElement?.id).toBe('first');
    document.getElementById('done')?.click();
    await expect(result).resolves.toBe('done');
    await settle();
    expect(container()).toBeNull();
    expect(document.activeElement).toBe(opener);
  });

  it('a double click opens it once, and it can be opened again later', async () => {
    const dialogs = TestBed.inject(Dialogs);
    const [first, second] = [1, 2].map(() => dialogs.open<string, string>(TestDialog, { label: 'Hello', data: 'Ana' }));
    await settle();
    expect(document.querySelectorAll('cdk-dialog-container')).toHaveLength(1);
    await expect(second).resolves.toBeUndefined();
    document.getElementById('done')?.click();
    await expect(first).resolves.toBe('done');
    void dialogs.open<string, string>(TestDialog, { label: 'Hello', data: 'Ana' });
    await settle();
    document.getElementById('done')?.click();
    await settle();
    expect(container()).toBeNull();
  });

  it('takes the focus itself when the field it should go to is not there', async () => {
    const result = TestBed.inject(Dialogs).open<string, string>(TestDialog, { label: 'Hello', data: 'Ana', autoFocus: '#nowhere' });
    await settle();
    expect(document.activeElement).toBe(container());
    document.getElementById('done')?.click();
    await result;
    await settle();
    expect(document.activeElement).toBe(opener);
  });

  it('Escape dismisses with undefined', async () => {
    const result = TestBed.inject(Dialogs).open<string, string>(TestDialog, { label: 'Hello', data: 'Ana' });
    await settle();
    // The CDK still reads keyCode.
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true });
    Object.defineProperty(escape, 'keyCode', { value: 27 });
    document.body.dispatchEvent(escape);
    await expect(result).resolves.toBeUndefined();
  });

  it('confirms only after the name was typed', async () => {
    const sure = TestBed.inject(Dialogs).confirm({ heading: 'Delete WhatsApp EU?', text: 'This cannot be undone.', confirmLabel: 'Delete', danger: true, typeToConfirm: 'WhatsApp EU' });
    await settle();
    const button = container()?.querySelector('[data-testid="confirm"]') as HTMLButtonElement;
    const input = container()?.querySelector('input') as HTMLInputElement;
    expect(button.disabled).toBe(true);
    input.value = 'WhatsApp EU';
    input.dispatchEvent(new Event('input'));
    await settle();
    expect(button.disabled).toBe(false);
    button.click();
    await expect(sure).resolves.toBe(true);
  });
});
