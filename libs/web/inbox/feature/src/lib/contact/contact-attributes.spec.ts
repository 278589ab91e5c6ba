import { TestBed } from '@angular/core/testing';
import type { ContactRef } from '@mailtrixy/shared/dto';
import { InboxApi } from '@mailtrixy/web/inbox/data-access';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { ContactAttributes, attributeNameOf } from './contact-attributes';

const contact = (attributes: Record<string, string>, id = 'k'): ContactRef => ({ id, displayName: 'Maya', savedName: null, profileName: null, identities: [], optedOutAt: null, attributes });
const turn = async () => {
  for (let step = 0; step < 20; step += 1) await Promise.resolve();
};

it.each([['Order number', 'order_number'], [' Größe (cm) ', 'gro_e_cm'], ['Cité', 'cite'], ['__a__', 'a'], ['¿?', ''], ['注文', ''], ['x'.repeat(41), '']])('the words %j are kept as %j', (words, name) => expect(attributeNameOf(words)).toBe(name));

describe('ContactAttributes', () => {
  const noteContact = jest.fn();
  async function render(attributes: Record<string, string>, canWrite = true) {
    let stored = attributes;
    noteContact.mockReset().mockImplementation(async (_id: string, change: Record<string, string | null>) => {
      stored = Object.fromEntries(Object.entries({ ...stored, ...change }).filter((entry): entry is [string, string] => entry[1] !== null));
      return contact(stored);
    });
    TestBed.configureTestingModule({ providers: [{ provide: InboxApi, useValue: { noteContact } }] });
    const fixture = TestBed.createComponent(ContactAttributes);
    fixture.componentRef.setInput('contact', contact(attributes));
    fixture.componentRef.setInput('canWrite', canWrite);
    const changed = jest.fn();
    fixture.componentInstance.changed.subscribe(changed);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const settle = async () => {
      await turn();
      await fixture.whenStable();
    };
    const named = <T extends HTMLElement = HTMLInputElement>(name: string) => element.querySelector<T>(`[aria-label="${name}"]`);
    const type = (name: string, value: string) => {
      const field = named(name) as HTMLInputElement;
      field.value = value;
      field.dispatchEvent(new Event('input'));
      return field;
    };
    const key = async (field: HTMLElement, name: string) => {
      const event = new KeyboardEvent('keydown', { key: name, bubbles: true });
      const out = jest.fn();
      element.addEventListener('keydown', out, { once: true });
      field.dispatchEvent(event);
      element.removeEventListener('keydown', out);
      await settle();
      return out;
    };
    const begin = async () => {
      element.querySelector<HTMLElement>('[data-testid="add-attribute"]')?.click();
      await settle();
    };
    return { fixture, element, named, type, key, begin, settle, changed };
  }

  it('saves with Enter and on leaving, once, and nothing that is as it was', async () => {
    const { type, key, named, settle, changed } = await render({ order_number: '1181', tier: 'gold' });
    named('Tier')?.dispatchEvent(new Event('blur'));
    const field = type('Order number', ' 1182 ');
    void key(field, 'Enter');
    field.dispatchEvent(new Event('blur'));
    await settle();
    expect(noteContact.mock.calls).toEqual([['k', { order_number: '1182' }]]);
    expect([named('Order number')?.value, changed.mock.calls.length]).toEqual(['1182', 1]);
  });

  it('loses no change that is made while another is on its way', async () => {
    const { type, settle, named } = await render({ a: '1', b: '2' });
    type('A', '10').dispatchEvent(new Event('blur'));
    type('B', '20').dispatchEvent(new Event('blur'));
    await settle();
    await settle();
    expect(noteContact.mock.calls).toEqual([['k', { a: '10' }], ['k', { b: '20' }]]);
    expect([named('A')?.value, named('B')?.value]).toEqual(['10', '20']);
  });

  it('keeps what is being added while the same contact is read anew', async () => {
    const { fixture, begin, type, key, named, settle } = await render({});
    await begin();
    type('Name of the detail', 'Order number');
    fixture.componentRef.setInput('contact', contact({ tier: 'gold' }));
    await settle();
    expect([named('Name of the detail')?.value, named('Tier')?.value]).toEqual(['Order number', 'gold']);
    await key(type('Value of Order number', '1182'), 'Enter');
    expect(noteContact.mock.calls).toEqual([['k', { order_number: '1182' }]]);
  });

  it('never carries what is typed over to the next contact', async () => {
    const { fixture, type, named, settle } = await render({ tier: 'gold' });
    const field = type('Tier', 'silver');
    fixture.componentRef.setInput('contact', contact({ tier: 'gold' }, 'other'));
    await settle();
    expect(named('Tier')?.value).toBe('gold');
    field.dispatchEvent(new Event('blur'));
    await settle();
    for (const [id] of noteContact.mock.calls) expect(id).toBe('k');
    expect(named('Tier')?.value).toBe('gold');
  });

  it('reverts with Escape, which goes no further; without a change Escape is the panel’s', async () => {
    const { type, key } = await render({ tier: 'gold' });
    const field = type('Tier', 'silver');
    expect(await key(field, 'Escape')).not.toHaveBeenCalled();
    expect(field.value).toBe('gold');
    field.dispatchEvent(new Event('blur'));
    expect(await key(field, 'Escape')).toHaveBeenCalled();
    expect(noteContact).not.toHaveBeenCalled();
  });

  it('removes with the button and with an empty value', async () => {
    const { named, type, settle, element } = await render({ a: '1', b: '2' });
    named('Remove A')?.click();
    await settle();
    type('B', '  ').dispatchEvent(new Event('blur'));
    await settle();
    expect(noteContact.mock.calls).toEqual([['k', { a: null }], ['k', { b: null }]]);
    expect(element.querySelectorAll('[data-testid="attribute"]')).toHaveLength(0);
  });

  it('adds what is typed in words, with the keyboard alone', async () => {
    const { begin, type, key, named, element } = await render({ tier: 'gold' });
    await begin();
    await key(type('Name of the detail', 'Tier'), 'Enter');
    await key(type('Value of Tier', 'x'), 'Enter');
    expect(element.querySelector('[role="alert"]')?.textContent).toBe('Tier is there already.');
    type('Name of the detail', 'Order number');
    await key(type('Value of Tier', '1182'), 'Enter');
    expect(noteContact.mock.calls).toEqual([['k', { order_number: '1182' }]]);
    expect([named('Order number')?.value, element.querySelector('[data-testid="new-attribute"]')]).toEqual(['1182', null]);
  });

  it('says beside the field why it was not saved, and keeps what was typed', async () => {
    const { type, settle, named, element } = await render({ tier: 'gold' });
    noteContact.mockRejectedValueOnce(new ApiProblem({ status: 400, code: 'VALIDATION_FAILED', detail: 'no', errors: [{ field: 'attributes.tier', message: 'Too long.' }] }));
    type('Tier', 'silver').dispatchEvent(new Event('blur'));
    await settle();
    const field = named('Tier');
    expect([field?.value, field?.getAttribute('aria-invalid')]).toEqual(['silver', 'true']);
    expect(element.querySelector(`#${field?.getAttribute('aria-describedby')}`)?.textContent).toBe('Not saved: Too long.');
    field?.dispatchEvent(new Event('blur'));
    await settle();
    expect([noteContact.mock.calls.length, element.querySelector('[role="alert"]')]).toEqual([2, null]);
  });

  it('shows viewers the values only', async () => {
    const { element } = await render({ order_number: '1182' }, false);
    expect(element.textContent).toContain('Order number');
    expect([element.querySelectorAll('input, button').length, element.querySelector('.said')?.textContent]).toEqual([0, '1182']);
  });
});
