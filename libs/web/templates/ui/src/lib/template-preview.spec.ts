import { TestBed } from '@angular/core/testing';
import type { TemplateSlot } from '@mailtrixy/shared/dto';
import type { TemplateLook } from './template-look';
import { TemplatePreview } from './template-preview';

const LOOK: TemplateLook = { headerFormat: 'TEXT', headerText: 'Order {{1}}', body: '*Hi {{1}}*, it is {{2}}.', footer: 'Acme', buttons: [], cards: [], offer: null };
const slot = (key: string, label: string): TemplateSlot => ({ key, place: 'body', label, sample: null, required: true, mediaKind: null, maxLength: null, prefix: null, defaultField: null, defaultText: null });

async function shown(look: Partial<TemplateLook>, values: Record<string, string> = {}): Promise<HTMLElement> {
  const fixture = TestBed.createComponent(TemplatePreview);
  fixture.componentRef.setInput('look', { ...LOOK, ...look });
  fixture.componentRef.setInput('slots', [slot('header', 'Order no.'), slot('body.1', 'Name'), slot('body.2', 'Status')]);
  fixture.componentRef.setInput('values', values);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}
const holes = (element: HTMLElement) => [...element.querySelectorAll('.hole')].map(({ textContent }) => textContent);

describe('TemplatePreview', () => {
  it('shows what is filled and holes with their names, inside of marks too', async () => {
    const element = await shown({}, { 'body.1': 'Maya' });
    expect(holes(element)).toEqual(['‹Order no.›', '‹Status›']);
    expect(element.querySelector('b')?.textContent).toBe('Hi Maya');
    expect(element.textContent).toContain('Acme');
  });

  it('binds values as text only', async () => {
    const element = await shown({}, { 'body.1': '<img src=x>', 'body.2': '*bold*' });
    expect(element.querySelector('img')).toBeNull();
    expect(element.textContent).toContain('<img src=x>');
    expect(element.textContent).toContain('*bold*');
  });

  it('shows two of more than three buttons, as WhatsApp does', async () => {
    const buttons = ['A', 'B', 'C', 'D'].map((text) => ({ type: 'QUICK_REPLY', text, url: null, phone: null }));
    const element = await shown({ buttons });
    expect([...element.querySelectorAll('.buttons > li')].map(({ textContent }) => textContent?.trim())).toEqual(['A', 'B', 'See all options']);
  });

  it('shows files, places and cards', async () => {
    const card = { headerFormat: 'IMAGE', body: 'Red, {{1}}', buttons: [] };
    const element = await shown({ headerFormat: 'LOCATION', cards: [card, card] }, { header: '{"name":"Shop","address":"1 High Street"}', 'card.1.body.1': '350 ml' });
    expect(element.querySelector('.place')?.textContent).toContain('Shop');
    expect(element.querySelectorAll('.card .media')).toHaveLength(2);
    expect(element.querySelectorAll('.card')[1].textContent).toContain('Red, 350 ml');
  });
});
