import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { OutgoingFiles, type OutgoingFile } from '@mailtrixy/web/inbox/data-access';
import { FileTray } from './file-tray';

const file = (key: string, change: Partial<OutgoingFile>): OutgoingFile => ({ key, file: new File(['12345'], `${key}.jpg`, { type: 'image/jpeg' }), kind: 'image', thumb: null, caption: '', state: 'uploading', percent: 64, words: null, sendAs: [], shrinkable: false, uploaded: null, ...change });

function render(files: OutgoingFile[]) {
  const tray = signal(files);
  const store = { of: () => tray, caption: jest.fn(), remove: jest.fn((_, key: string) => tray.update((all) => all.filter((one) => one.key !== key))), again: jest.fn(), notShrinkable: jest.fn() };
  TestBed.configureTestingModule({ providers: [{ provide: OutgoingFiles, useValue: store }] });
  const fixture = TestBed.createComponent(FileTray);
  fixture.componentRef.setInput('conversationId', 'c1');
  fixture.detectChanges();
  const element = fixture.nativeElement as HTMLElement;
  return { fixture, store, element, button: (name: string) => [...element.querySelectorAll('button')].find((one) => one.textContent?.trim() === name || one.getAttribute('aria-label') === name) };
}

describe('FileTray', () => {
  it('tells the progress, takes a caption and removes', () => {
    const { element, store, button } = render([file('parcel', {})]);
    expect(element.querySelector('.facts')?.textContent).toContain('64 %');
    const caption = element.querySelector<HTMLInputElement>('[aria-label="Caption of parcel.jpg"]');
    if (caption) caption.value = 'Dented';
    caption?.dispatchEvent(new Event('input'));
    button('Remove parcel.jpg')?.click();
    expect(store.caption).toHaveBeenCalledWith('c1', 'parcel', 'Dented');
    expect(store.remove).toHaveBeenCalledWith('c1', 'parcel');
  });

  it('gives the focus to the next card, and to the writer after the last', async () => {
    const { fixture, element, button } = render([file('a', {}), file('b', {})]);
    const lastRemoved = jest.fn();
    fixture.componentInstance.lastRemoved.subscribe(lastRemoved);
    document.body.append(element);
    button('Remove b.jpg')?.click();
    await fixture.whenStable();
    await new Promise((done) => setTimeout(done));
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove a.jpg');
    expect(lastRemoved).not.toHaveBeenCalled();
    button('Remove a.jpg')?.click();
    expect(lastRemoved).toHaveBeenCalledTimes(1);
    element.remove();
  });

  it('says why WhatsApp would refuse, and offers what helps', () => {
    const { element, store, button } = render([file('big', { state: 'refused', words: 'Photo is 7.2 MB; WhatsApp takes 5 MB', sendAs: ['document'], shrinkable: true })]);
    expect(element.querySelector('[role="alert"]')?.textContent).toContain('Photo is 7.2 MB');
    expect(button('Shrink and send')).toBeDefined();
    button('Send as document')?.click();
    expect(store.again).toHaveBeenCalledWith('c1', 'big', { kind: 'document' });
  });

  it('offers no shrinking where it cannot help, and says so when it did not', async () => {
    const { element, store, button } = render([file('torn', { state: 'refused', words: 'This photo cannot be read: the file is damaged.', sendAs: ['document'] }), file('big', { state: 'refused', sendAs: ['document'], shrinkable: true })]);
    const [torn] = element.querySelectorAll('[data-testid="tray-file"]');
    expect([...torn.querySelectorAll('.acts button')].map((one) => one.textContent?.trim())).toEqual(['Send as document']);
    // this browser has no createImageBitmap: nothing can be read
    button('Shrink and send')?.click();
    await new Promise((done) => setTimeout(done));
    expect(store.notShrinkable).toHaveBeenCalledWith('c1', 'big');
    expect(store.again).not.toHaveBeenCalled();
  });

  it('tries a failed one again, and gives audio no caption', () => {
    const { element, store, button } = render([file('a', { state: 'failed', words: 'Not uploaded: no connection' }), file('b', { kind: 'audio', state: 'ready' })]);
    button('Try again')?.click();
    expect(store.again).toHaveBeenCalledWith('c1', 'a', {});
    expect(element.querySelector('input')).toBeNull();
  });
});
