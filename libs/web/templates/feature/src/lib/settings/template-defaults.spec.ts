import { TestBed } from '@angular/core/testing';
import type { TemplateDetail } from '@mailtrixy/shared/dto';
import { TemplatesApi } from '@mailtrixy/web/templates/data-access';
import { TemplateDefaults } from './template-defaults';

const detail = (defaultField: string | null): TemplateDetail =>
  ({ id: 't1', slots: [{ key: 'body.1', place: 'body', label: 'Order no.', sample: null, required: true, mediaKind: null, maxLength: null, prefix: null, defaultField, defaultText: null }] }) as unknown as TemplateDetail;

describe('TemplateDefaults', () => {
  const update = jest.fn();
  async function render(defaultField: string | null, attributes: string[]) {
    TestBed.configureTestingModule({ providers: [{ provide: TemplatesApi, useValue: { update } }] });
    const fixture = TestBed.createComponent(TemplateDefaults);
    fixture.componentRef.setInput('template', detail(defaultField));
    fixture.componentRef.setInput('attributes', attributes);
    fixture.componentRef.setInput('editable', true);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    return { fixture, element, select: element.querySelector('select') as HTMLSelectElement };
  }

  it('offers what people noted about contacts, and stores it', async () => {
    const { fixture, element, select } = await render(null, ['order_number']);
    expect([...select.options].map(({ text }) => text.trim())).toContain('Contact · Order number');
    select.value = 'contact.attributes.order_number';
    select.dispatchEvent(new Event('change'));
    await fixture.whenStable();
    update.mockResolvedValue(detail('contact.attributes.order_number'));
    element.querySelector<HTMLElement>('[data-testid="save-defaults"]')?.click();
    expect(update).toHaveBeenCalledWith('t1', { defaults: { 'body.1': { field: 'contact.attributes.order_number', text: null } } });
  });

  it('shows a stored one that no contact has any more', async () => {
    const { select } = await render('contact.attributes.tier', []);
    expect([select.value, select.selectedOptions[0]?.text.trim()]).toEqual(['contact.attributes.tier', 'Contact · Tier']);
  });
});
