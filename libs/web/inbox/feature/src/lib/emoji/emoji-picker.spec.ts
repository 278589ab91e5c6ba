import { TestBed } from '@angular/core/testing';
import { EmojiCatalogue, findEmoji, groupsOf } from './emoji-catalogue';
import { EmojiPicker } from './emoji-picker';

const RAW = [
  { unicode: '👋', label: 'waving hand', group: 1, order: 2, tags: ['hello', 'wave'], skins: [{ unicode: '👋🏻' }, { unicode: '👋🏼' }] },
  { unicode: '😀', label: 'grinning face', group: 0, order: 1, tags: ['smile', 'hello'] },
  { unicode: '🏻', label: 'light skin tone', group: 2, order: 3 },
  { unicode: '🇦', label: 'regional indicator A' },
];

describe('emoji', () => {
  it('groups, and leaves out what is no emoji of its own', () => {
    const groups = groupsOf(RAW);
    expect(groups.map(({ name }) => name)).toEqual(['Smileys', 'People', 'Animals and nature', 'Food and drink', 'Travel and places', 'Activities', 'Objects', 'Symbols', 'Flags']);
    expect(groups.flatMap(({ emoji }) => emoji.map(({ unicode }) => unicode))).toEqual(['😀', '👋']);
  });

  it('finds by the beginnings of words, the label first', () => {
    expect(findEmoji(groupsOf(RAW), 'hel', 10).map(({ unicode }) => unicode)).toEqual(['😀', '👋']);
    expect(findEmoji(groupsOf(RAW), 'waving', 10).map(({ unicode }) => unicode)).toEqual(['👋']);
    expect(findEmoji(groupsOf(RAW), 'ello', 10)).toEqual([]);
  });

  async function render(groups: () => Promise<ReturnType<typeof groupsOf>>) {
    TestBed.configureTestingModule({ providers: [{ provide: EmojiCatalogue, useValue: { groups } }] });
    const fixture = TestBed.createComponent(EmojiPicker);
    const picked: string[] = [];
    fixture.componentInstance.picked.subscribe((emoji) => picked.push(emoji));
    await fixture.whenStable();
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    return { fixture, element, picked, button: (name: string) => element.querySelector<HTMLElement>(`[aria-label="${name}"]`) };
  }
  beforeEach(() => localStorage.clear());

  it('picks in the chosen tone, remembers both, and finds', async () => {
    const first = await render(async () => groupsOf(RAW));
    first.button('People')?.click();
    first.button('Light')?.click();
    await first.fixture.whenStable();
    first.button('waving hand')?.click();
    expect(first.picked).toEqual(['👋🏻']);
    TestBed.resetTestingModule();
    const { fixture, element, button } = await render(async () => groupsOf(RAW));
    expect(button('Recent')?.getAttribute('aria-pressed')).toBe('true');
    expect(button('waving hand')?.textContent).toBe('👋🏻');
    const search = element.querySelector('input') as HTMLInputElement;
    search.value = 'grin';
    search.dispatchEvent(new Event('input'));
    await fixture.whenStable();
    expect([...element.querySelectorAll('.grid button')].map((one) => one.textContent)).toEqual(['😀']);
  });

  it('remembers every one that was picked in one opening, the last first', async () => {
    const first = await render(async () => groupsOf(RAW));
    first.button('grinning face')?.click();
    first.button('People')?.click();
    await first.fixture.whenStable();
    first.button('waving hand')?.click();
    first.button('waving hand')?.click();
    expect(first.picked).toEqual(['😀', '👋', '👋']);
    TestBed.resetTestingModule();
    const { element } = await render(async () => groupsOf(RAW));
    expect([...element.querySelectorAll('.grid button')].map((one) => one.textContent)).toEqual(['👋', '😀']);
  });

  it('says that the list could not be loaded, and tries again', async () => {
    let tries = 0;
    const { fixture, element } = await render(() => (++tries === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(groupsOf(RAW))));
    expect(element.textContent).toContain('The emoji could not be loaded');
    [...element.querySelectorAll('button')].find((one) => /retry|try/i.test(one.textContent ?? ''))?.click();
    await fixture.whenStable();
    expect(element.querySelector('.grid')).not.toBeNull();
  });
});
