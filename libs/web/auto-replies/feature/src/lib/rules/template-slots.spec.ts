import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { RuleAction, TemplateSlot } from '@mailtrixy/shared/dto';
import { CannedRepliesStore, DirectoryStore } from '@mailtrixy/web/inbox/data-access';
import { TemplatesApi } from '@mailtrixy/web/templates/data-access';
import { ReplyPart } from './reply-part';

const slot = (given: Partial<TemplateSlot> & Pick<TemplateSlot, 'key'>): TemplateSlot => ({ place: 'body', label: given.key, sample: null, required: true, mediaKind: null, maxLength: null, prefix: null, defaultField: null, defaultText: null, ...given });
const HEADER = slot({ key: 'header', place: 'header_media', label: 'Image', mediaKind: 'image' });

describe('a reply with a template', () => {
  const upload = jest.fn();
  async function render(slots: TemplateSlot[], values: Record<string, unknown> = {}) {
    upload.mockReset();
    const list = async () => ({ items: [{ id: 't1', name: 'order_update', language: 'en', body: 'Hi {{1}}', notSendable: null, slots }], attributes: ['order_number'] });
    TestBed.configureTestingModule({
      providers: [
        { provide: TemplatesApi, useValue: { list, upload } },
        { provide: DirectoryStore, useValue: { channels: signal([{ id: 'c1', kind: 'whatsapp', name: 'EU' }]) } },
        { provide: CannedRepliesStore, useValue: { all: signal([]) } },
      ],
    });
    const fixture = TestBed.createComponent(ReplyPart);
    const changes: RuleAction[] = [];
    fixture.componentInstance.replyChange.subscribe((reply) => {
      if (!reply) return;
      changes.push(reply);
      fixture.componentRef.setInput('reply', reply);
    });
    fixture.componentRef.setInput('reply', { do: 'reply_template', templateId: 't1', values });
    fixture.componentRef.setInput('channelIds', []);
    const settled = async () => {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
      await fixture.whenStable();
    };
    await settled();
    const element = fixture.nativeElement as HTMLElement;
    const of = (key: string) => element.querySelector<HTMLElement>(`[data-testid="slot"][data-key="${key}"]`) as HTMLElement;
    const write = async (key: string, text: string) => {
      const box = of(key).querySelector('input') as HTMLInputElement;
      box.value = text;
      box.dispatchEvent(new Event('input'));
      await settled();
    };
    const choose = async (key: string, file: File) => {
      const box = of(key).querySelector('input[type="file"]') as HTMLInputElement;
      Object.defineProperty(box, 'files', { value: [file] });
      box.dispatchEvent(new Event('change'));
      await settled();
    };
    const missing = () => element.querySelector('[data-testid="slots-missing"]')?.textContent?.trim() ?? null;
    return { fixture, element, of, write, choose, missing, settled, values: () => (changes.at(-1) as { values?: unknown } | undefined)?.values };
  }

  it('takes the picture of its header as a file', async () => {
    const { of, choose, missing, values } = await render([HEADER]);
    expect(of('header').querySelector('input[type="file"]')?.getAttribute('accept')).toBe('image/jpeg,image/png');
    expect(missing()).toBe('1 field left: Image');
    upload.mockResolvedValue({ id: 'file-1', refusal: null });
    const picture = new File(['x'], 'mug.png', { type: 'image/png' });
    await choose('header', picture);
    expect(upload).toHaveBeenCalledWith(picture, 'image');
    expect(values()).toEqual({ header: 'file-1' });
    expect(of('header').textContent).toContain('mug.png');
    expect(missing()).toBeNull();
  });

  it('refuses what WhatsApp would refuse, and keeps no id of it', async () => {
    const { of, choose, values } = await render([HEADER]);
    await choose('header', new File(['x'], 'film.mp4', { type: 'video/mp4' }));
    expect(upload).not.toHaveBeenCalled();
    expect(of('header').textContent).toContain('WhatsApp takes JPEG or PNG here.');
    expect(values()).toBeUndefined();
  });

  it('says that a file is chosen when a saved rule is opened', async () => {
    expect((await render([HEADER], { header: 'file-1' })).of('header').textContent).toContain('A file is chosen');
  });

  it('fills numbered and named variables by hand or from a field, and names those that are left', async () => {
    const { of, write, missing, values, settled } = await render([slot({ key: 'body.1', label: 'Order no.' }), slot({ key: 'body.name', label: 'name' }), slot({ key: 'body.2', label: 'Shop', defaultField: 'workspace.name' })]);
    expect(missing()).toBe('2 fields left: Order no. · {{1}}, name');
    await write('body.1', '1182');
    expect(missing()).toBe('1 field left: name');
    (of('body.name').querySelector('button') as HTMLElement).click();
    await settled();
    const entries = [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    expect(entries.map((entry) => entry.textContent?.trim())).toEqual(expect.arrayContaining(['Contact · First name', 'Contact · Order number', 'Workspace · Name']));
    expect(entries.some((entry) => entry.textContent?.includes('Agent'))).toBe(false);
    entries.find((entry) => entry.textContent?.includes('First name'))?.click();
    await settled();
    expect(values()).toEqual({ 'body.1': '1182', 'body.name': '{{contact.first_name}}' });
    expect([missing(), of('body.2').querySelector('input')?.placeholder]).toEqual([null, 'from Workspace · Name']);
  });

  it('says at once what WhatsApp would refuse, counting a field as what it stands for', async () => {
    const { of, write } = await render([slot({ key: 'button.0', place: 'button_copy_code', label: 'Code', maxLength: 15 })]);
    await write('button.0', 'two words');
    expect(of('button.0').textContent).toContain('can’t contain spaces');
    await write('button.0', '{{contact.attributes.code}}');
    expect(of('button.0').querySelector('.mx-field__error')).toBeNull();
  });

  it('shows the server’s words beside the field', async () => {
    const { fixture, of, settled } = await render([slot({ key: 'body.1', label: 'Order no.' })]);
    fixture.componentRef.setInput('slotProblem', (key: string) => (key === 'body.1' ? 'Fill in “Order no.”.' : null));
    await settled();
    expect(of('body.1').textContent).toContain('Fill in “Order no.”.');
  });
});
