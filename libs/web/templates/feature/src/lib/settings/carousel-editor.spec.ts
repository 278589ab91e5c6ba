import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TemplatesApi } from '@mailtrixy/web/templates/data-access';
import { CarouselEditor } from './carousel-editor';
import { DraftForm } from './draft-form';
import { DraftSamples } from './draft-samples';
import { TemplateChannels } from './template-channels';

async function render() {
  URL.createObjectURL = jest.fn(() => 'blob:x');
  URL.revokeObjectURL = jest.fn();
  const api = { upload: jest.fn(async (file: File) => ({ id: file.name, refusal: null })), sample: jest.fn(async (_channel: string, id: string) => ({ handle: `4:${id}` })) };
  TestBed.configureTestingModule({ providers: [DraftForm, DraftSamples, { provide: TemplatesApi, useValue: api }, { provide: TemplateChannels, useValue: { channel: signal({ id: 'ch1' }) } }] });
  const form = TestBed.inject(DraftForm);
  form.setExtra('CAROUSEL');
  const fixture = TestBed.createComponent(CarouselEditor);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const cards = () => [...element.querySelectorAll<HTMLElement>('[data-testid="draft-card"]')];
  const press = async (label: string) => {
    [...element.querySelectorAll<HTMLElement>('button')].find((one) => one.getAttribute('aria-label') === label || one.textContent?.trim() === label)?.click();
    await fixture.whenStable();
  };
  return { form, fixture, element, cards, press, samples: TestBed.inject(DraftSamples) };
}

describe('CarouselEditor', () => {
  it('begins with two cards, and every card gets what one gets', async () => {
    const { form, fixture, cards, press } = await render();
    expect(cards()).toHaveLength(2);
    form.set({ cards: form.draft().cards.map((card) => ({ ...card, buttons: [...card.buttons, { type: 'URL' as const, text: 'Buy', value: 'https://x.org', example: '', rest: {} }] })) });
    await fixture.whenStable();
    await press('Add card');
    expect(form.draft().cards.map(({ buttons }) => buttons.map(({ type, text }) => `${type} ${text}`))).toEqual([['QUICK_REPLY ', 'URL Buy'], ['QUICK_REPLY ', 'URL Buy'], ['QUICK_REPLY ', 'URL ']]);
    await press('Remove the Quick reply of every card');
    expect(form.draft().cards.every(({ buttons }) => buttons.length === 1 && buttons[0].type === 'URL')).toBe(true);
  });

  it('keeps files, words and examples with their card when one before them goes', async () => {
    const { form, cards, press, samples, fixture } = await render();
    await press('Add card');
    form.set({ cards: form.draft().cards.map((card, index) => ({ ...card, body: `Mug ${index} for {{1}} here` })), examples: { 'body.1': 'Bo', 'card.0.body.1': 'a', 'card.1.body.1': 'b', 'card.2.body.1': 'c' } });
    await form.chooseSample(2, 'image', 'ch1', new File(['x'], 'blue.png', { type: 'image/png' }));
    await fixture.whenStable();
    expect(samples.media()).toEqual({ 'card.2.header': { name: 'blue.png', picture: 'blob:x' } });
    await press('Remove card 2');
    expect(form.draft()).toMatchObject({ cards: [{ body: 'Mug 0 for {{1}} here' }, { body: 'Mug 2 for {{1}} here', headerHandle: '4:blue.png' }], examples: { 'body.1': 'Bo', 'card.0.body.1': 'a', 'card.1.body.1': 'c' } });
    expect(samples.media()).toEqual({ 'card.1.header': { name: 'blue.png', picture: 'blob:x' } });
    expect(cards()[1].textContent).toContain('blue.png');
    expect(cards()[1].querySelector('[aria-label^="Remove card"]')).toBeNull();
  });

  it('forgets the pictures when films are wanted, also one that is still on its way', async () => {
    const { form, press, samples, fixture } = await render();
    const picture = form.chooseSample(0, 'image', 'ch1', new File(['x'], 'red.png', { type: 'image/png' }));
    await fixture.whenStable();
    (fixture.nativeElement as HTMLElement).querySelectorAll<HTMLInputElement>('input[type="radio"]')[1].click();
    await picture;
    await fixture.whenStable();
    expect(form.draft()).toMatchObject({ cardHeader: 'VIDEO', cards: [{ headerHandle: '' }, { headerHandle: '' }] });
    expect(samples.uploading()).toBe(false);
    await press('Add card');
    expect(form.problems()['card.2.header']).toContain('example video');
  });
});
