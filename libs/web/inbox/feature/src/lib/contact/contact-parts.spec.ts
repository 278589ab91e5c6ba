import { TestBed } from '@angular/core/testing';
import type { ContactRef, Message } from '@mailtrixy/shared/dto';
import { InboxApi } from '@mailtrixy/web/inbox/data-access';
import { Dialogs } from '@mailtrixy/web/shared/ui';
import { Toasts } from '@mailtrixy/web/shared/util';
import { filesAndLinks } from './conversation-files';
import { DuplicateNote } from './duplicate-note';
import { SavedName } from './saved-name';

const contact = (id: string, change: Partial<ContactRef> = {}): ContactRef => ({ id, displayName: `Contact ${id}`, savedName: null, profileName: null, identities: [], optedOutAt: null, attributes: {}, ...change });
const message = (seq: number, change: Partial<Message>) => ({ id: `m${seq}`, seq, direction: 'in', body: null, attachment: null, revokedAt: null, at: '2026-11-22T10:00:00Z', ...change }) as Message;
const turn = async () => {
  for (let step = 0; step < 10; step += 1) await Promise.resolve();
};

it('collects files and links, newest first, each link once', () => {
  const file = { kind: 'document', fileName: 'invoice.pdf', sizeBytes: 10, state: 'ready', addresses: { original: '/o' } } as Message['attachment'];
  const found = filesAndLinks([
    message(1, { body: 'See https://a.example/1 and https://b.example' }),
    message(2, { attachment: file }),
    message(3, { body: 'Again *https://a.example/1* and mail@x.example' }),
    message(4, { body: 'https://gone.example', revokedAt: 'x' }),
  ]);
  expect(found.files.map(({ name, address }) => [name, address])).toEqual([['invoice.pdf', '/o']]);
  expect(found.links.map(({ href, messageId }) => [href, messageId])).toEqual([['https://a.example/1', 'm3'], ['https://b.example', 'm1']]);
});

describe('SavedName', () => {
  async function render(api: Partial<Record<keyof InboxApi, jest.Mock>>) {
    TestBed.configureTestingModule({ providers: [{ provide: InboxApi, useValue: api }] });
    const fixture = TestBed.createComponent(SavedName);
    fixture.componentRef.setInput('contact', contact('k', { savedName: 'Maya C' }));
    fixture.componentRef.setInput('canWrite', true);
    const renamed = jest.fn();
    fixture.componentInstance.renamed.subscribe(renamed);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    element.querySelector<HTMLElement>('[aria-label="Change the name"]')?.click();
    await fixture.whenStable();
    const field = element.querySelector('input') as HTMLInputElement;
    const type = (value: string) => {
      field.value = value;
      field.dispatchEvent(new Event('input'));
    };
    return { fixture, element, field, type, renamed };
  }

  it('stays open when a frame brings the same contact anew, and closes for another', async () => {
    const { fixture, element, type } = await render({});
    type('Maya Chen-');
    fixture.componentRef.setInput('contact', contact('k', { savedName: 'Maya C', profileName: 'Maya' }));
    await fixture.whenStable();
    expect(element.querySelector('input')?.value).toBe('Maya Chen-');
    fixture.componentRef.setInput('contact', contact('other'));
    await fixture.whenStable();
    expect(element.querySelector('input')).toBeNull();
  });

  it('saves with Enter, once, and takes the name away when it is empty', async () => {
    const api = { renameContact: jest.fn(async () => contact('k')) };
    const { type, field, renamed } = await render(api);
    type('  ');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    field.dispatchEvent(new Event('blur'));
    await turn();
    expect(api.renameContact.mock.calls).toEqual([['k', null]]);
    expect(renamed).toHaveBeenCalledTimes(1);
  });

  it.each(['Escape', 'Enter'])('leaves the focus at the name after %s', async (key) => {
    const { type, field, element, fixture } = await render({ renameContact: jest.fn(async () => contact('k')) });
    document.body.append(element);
    field.focus();
    type('Other');
    field.dispatchEvent(new KeyboardEvent('keydown', { key }));
    await turn();
    await fixture.whenStable();
    await new Promise((done) => setTimeout(done));
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Change the name');
    element.remove();
  });

  it('reverts with Escape, and keeps the field open when it was not saved', async () => {
    const api = { renameContact: jest.fn(() => Promise.reject(new Error('no'))) };
    const { type, field, element, fixture } = await render(api);
    type('Other');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await turn();
    await fixture.whenStable();
    expect(element.querySelector('input')).not.toBeNull();
    expect(TestBed.inject(Toasts).shown()[0].text).toContain('The name was not saved');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await fixture.whenStable();
    expect(element.querySelector('input')).toBeNull();
    expect(api.renameContact).toHaveBeenCalledTimes(1);
  });
});

describe('DuplicateNote', () => {
  it('shows who was merged, by whom, and separates them again', async () => {
    const merge = { id: 'm1', keptId: 'k', mergedId: 'o', mergedName: 'Jo Okafor', at: '2026-11-20T10:00:00Z', by: 'ana', undoable: true };
    const api = {
      duplicates: jest.fn(async () => []),
      merges: jest.fn(async () => [merge, { ...merge, id: 'm2', by: null, mergedName: '+44 7700 900142' }, { ...merge, id: 'm3', mergedName: 'Gone on', undoable: false }]),
      undoMerge: jest.fn(async () => undefined),
    };
    TestBed.configureTestingModule({ providers: [{ provide: InboxApi, useValue: api }] });
    const fixture = TestBed.createComponent(DuplicateNote);
    fixture.componentRef.setInput('contact', contact('k'));
    const changed = jest.fn();
    fixture.componentInstance.changed.subscribe(changed);
    await fixture.whenStable();
    await turn();
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    expect([...element.querySelectorAll('.merged span')].map((line) => line.textContent)).toEqual(['Merged with Jo Okafor, 20 Nov', 'Joined by itself with +44 7700 900142, 20 Nov']);
    api.merges.mockResolvedValue([]);
    element.querySelector<HTMLElement>('[aria-label="Separate from Jo Okafor"]')?.click();
    await turn();
    await fixture.whenStable();
    expect(api.undoMerge).toHaveBeenCalledWith('m1');
    expect(changed).toHaveBeenCalled();
    expect(element.querySelector('.merged')).toBeNull();
  });

  it('merges after a comparison, and parts again with Undo', async () => {
    const api = {
      duplicates: jest.fn(async () => [{ contact: contact('o', { displayName: 'Jo Okafor' }), reason: 'same number' }]),
      merges: jest.fn(async () => []),
      mergeContacts: jest.fn(async () => ({ id: 'merge', mergedName: 'Jo Okafor', undoable: true })),
      undoMerge: jest.fn(async () => undefined),
    };
    const dialogs = { open: jest.fn(async () => true) };
    TestBed.configureTestingModule({ providers: [{ provide: InboxApi, useValue: api }, { provide: Dialogs, useValue: dialogs }] });
    const fixture = TestBed.createComponent(DuplicateNote);
    fixture.componentRef.setInput('contact', contact('k'));
    const changed = jest.fn();
    fixture.componentInstance.changed.subscribe(changed);
    await fixture.whenStable();
    await turn();
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    expect(element.textContent).toContain('Looks like Jo Okafor (same number)');
    element.querySelector('button')?.click();
    await turn();
    await fixture.whenStable();
    await turn();
    expect(dialogs.open.mock.calls[0]).toEqual([expect.anything(), expect.objectContaining({ data: expect.objectContaining({ reason: 'same number' }) })]);
    expect(api.mergeContacts).toHaveBeenCalledWith('k', 'o');
    const toast = TestBed.inject(Toasts).shown()[0];
    expect(toast.text).toBe('Merged with Jo Okafor');
    toast.action?.run();
    await turn();
    expect(api.undoMerge).toHaveBeenCalledWith('merge');
    expect(changed).toHaveBeenCalledTimes(2);
  });
});
