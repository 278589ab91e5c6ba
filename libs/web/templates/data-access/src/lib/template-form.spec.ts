import { signal } from '@angular/core';
import { type FieldContext, fieldWords, fieldsWith } from './template-fields';
import { TemplateForm } from './template-form';
import { slot, template } from './testing/template-fixture';

const CONTEXT: FieldContext = { contactName: 'Maya Chen', contactPhone: '+447700900123', contactAttributes: { order_number: '1182' }, conversationId: null, agentName: 'Ana Ruiz', workspaceName: 'Acme' };
const formOf = (...slots: Parameters<typeof slot>[0][]) => new TemplateForm(template({ slots: slots.map(slot) }), signal(CONTEXT), () => Date.parse('2026-11-22T12:00:00Z'));

describe('TemplateForm', () => {
  it('says how many fields are left and which', () => {
    const form = formOf({ key: 'body.1', label: 'Order no.' }, { key: 'body.2', label: 'Status' });
    expect(form.missing()).toBe('2 fields left: Order no., Status');
    form.fields[0].set('1182');
    expect(form.missing()).toBe('1 field left: Status');
    form.fields[1].set('on its way');
    expect(form.missing()).toBeNull();
    expect(form.choice()).toEqual({ templateId: 't1', values: { 'body.1': '1182', 'body.2': 'on its way' } });
  });

  it('fills what has a default, and what a person writes wins', () => {
    const form = formOf({ key: 'body.1', defaultField: 'contact.first_name' }, { key: 'body.2', defaultText: 'on its way' });
    expect(form.values()).toEqual({ 'body.1': 'Maya', 'body.2': 'on its way' });
    expect(form.fields[0].fromDefault()).toBe(true);
    form.fields[0].set('');
    expect(form.fields[0].fromDefault()).toBe(false);
    expect(form.missing()).toBe('1 field left: body.1');
  });

  it('fills from what people noted about the contact; one without that is asked for', () => {
    const form = formOf({ key: 'body.1', defaultField: 'contact.attributes.order_number' }, { key: 'body.2', label: 'Tier', defaultField: 'contact.attributes.tier' }, { key: 'body.3', label: 'Odd', defaultField: 'contact.attributes.constructor' });
    expect(form.values()).toEqual({ 'body.1': '1182' });
    expect(form.missing()).toBe('2 fields left: Tier, Odd');
    expect(fieldsWith(['order_number']).map(fieldWords)).toEqual(['Contact · Name', 'Contact · First name', 'Contact · Phone', 'Contact · Order number', 'Conversation · Id', 'Agent · Name', 'Agent · First name', 'Workspace · Name']);
  });

  it('does not ask for the id of a conversation that is not there yet', () => {
    const form = formOf({ key: 'body.1', defaultField: 'conversation.id' }, { key: 'body.2', defaultText: 'x' });
    expect(form.fields[0].automatic()).toBe(true);
    expect(form.missing()).toBeNull();
    expect(form.choice().values).toEqual({ 'body.2': 'x' });
  });

  it.each([
    ['body', 'two\nlines', 'can’t contain line breaks'],
    ['body', 'a\tb', 'can’t contain line breaks'],
    ['body', 'a    b', 'can’t contain line breaks'],
    ['header_text', 'x'.repeat(61), 'has 61 characters; WhatsApp takes 60'],
    ['button_url', 'https://example.org/1', 'Write only what comes after https://example.org/'],
    ['button_url', 'a b', 'Write only what comes after'],
    ['button_copy_code', 'A B', 'can’t contain spaces'],
    ['offer_expiry', '2026-11-22T11:00:00Z', 'lies in the past'],
    ['header_location', '{"latitude":91,"longitude":0,"name":"a","address":"b"}', 'needs a latitude'],
    ['header_product', 'mug-7', 'catalogue’s id'],
  ] as const)('refuses in %s the value %j', (place, value, words) => {
    const form = formOf({ key: 'a', place, maxLength: place === 'header_text' ? 60 : null, prefix: 'https://example.org/' });
    form.fields[0].set(value);
    expect(form.fields[0].error()).toContain(words);
    expect(form.missing()).not.toBeNull();
  });

  it('says that something is missing only after a visit', () => {
    const [field] = formOf({ key: 'body.1' }).fields;
    expect(field.error()).toBeNull();
    field.touch();
    expect(field.error()).toBe('WhatsApp rejects a template with an empty field.');
  });

  it('counts body and values together', () => {
    const form = formOf({ key: 'body.1' }, { key: 'body.2' });
    form.fields[0].set('x'.repeat(600));
    form.fields[1].set('y'.repeat(600));
    expect(form.missing()).toContain('WhatsApp takes 1024');
  });

  it('puts the server’s words beside their fields', () => {
    const form = formOf({ key: 'body.1' });
    form.fields[0].set('x');
    expect(form.refuse([{ field: 'template.values.body.1', message: 'No.' }])).toBe(true);
    expect(form.fields[0].error()).toBe('No.');
    form.fields[0].set('y');
    expect(form.fields[0].error()).toBeNull();
    expect(form.refuse([{ field: 'body.9', message: 'Gone.' }])).toBe(false);
  });
});
