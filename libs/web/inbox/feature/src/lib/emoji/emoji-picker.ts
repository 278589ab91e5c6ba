import { ChangeDetectionStrategy, Component, ElementRef, afterNextRender, computed, inject, output, signal, viewChild } from '@angular/core';
import { BrowserStore } from '@mailtrixy/web/inbox/data-access';
import { ErrorCard, Loading, Skeleton } from '@mailtrixy/web/shared/ui';
import { Load } from '@mailtrixy/web/shared/util';
import { EmojiCatalogue, findEmoji, type Emoji, type EmojiGroup } from './emoji-catalogue';

const RECENT_KEY = 'mx-emoji-recent';
const TONE_KEY = 'mx-emoji-tone';
const RECENT = 24;
const FOUND = 80;
const TONES = ['👋', '👋🏻', '👋🏼', '👋🏽', '👋🏾', '👋🏿'];
const TONE_NAMES = ['Default', 'Light', 'Medium light', 'Medium', 'Medium dark', 'Dark'];

/** A grid of emoji with search, what was used last, and one skin tone for all. One group is drawn at a time. */
@Component({
  selector: 'mx-emoji-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ErrorCard, Loading, Skeleton],
  templateUrl: './emoji-picker.html',
  styleUrl: './emoji-picker.css',
  host: { 'data-testid': 'emoji-picker' },
})
export class EmojiPicker {
  private readonly catalogue = inject(EmojiCatalogue);
  private readonly storage = inject(BrowserStore);
  readonly picked = output<string>();

  protected readonly list = new Load<readonly EmojiGroup[]>(() => this.catalogue.groups());
  protected readonly query = signal('');
  protected readonly tone = signal(this.storage.read<number>(TONE_KEY) ?? 0);
  protected readonly tones = TONES;
  protected readonly toneNames = TONE_NAMES;
  /** As it was when the picker opened: nothing moves under the pointer. */
  private readonly recent = this.stored();
  protected readonly group = signal(this.recent.length > 0 ? 'Recent' : 'Smileys');
  private readonly search = viewChild<ElementRef<HTMLInputElement>>('search');
  private readonly grid = viewChild<ElementRef<HTMLElement>>('grid');

  protected readonly groups = computed(() => {
    const groups = this.list.value() ?? [];
    if (this.recent.length === 0) return groups;
    const all = new Map(groups.flatMap(({ emoji }) => emoji.flatMap((one) => [one.unicode, ...one.skins].map((unicode) => [unicode, { ...one, unicode, skins: [] }] as const))));
    return [{ name: 'Recent', sign: '🕘', emoji: this.recent.flatMap((unicode) => all.get(unicode) ?? []) }, ...groups];
  });
  protected readonly shown = computed<readonly Emoji[]>(() => {
    if (this.query().trim()) return findEmoji(this.list.value() ?? [], this.query(), FOUND);
    return this.groups().find(({ name }) => name === this.group())?.emoji ?? [];
  });

  constructor() {
    void this.list.run();
    afterNextRender(() => this.search()?.nativeElement.focus());
  }

  protected toned(one: Emoji): string {
    return one.skins[this.tone() - 1] ?? one.unicode;
  }

  protected setTone(tone: number): void {
    this.tone.set(tone);
    this.storage.write(TONE_KEY, tone);
  }

  protected pick(unicode: string): void {
    this.storage.write(RECENT_KEY, [unicode, ...this.stored().filter((one) => one !== unicode)].slice(0, RECENT));
    this.picked.emit(unicode);
  }

  protected pickFirst(event: Event): void {
    event.preventDefault();
    const first = this.shown()[0];
    if (first && this.query().trim()) this.pick(this.toned(first));
  }

  /** From the search into the grid. */
  protected enter(event: Event): void {
    event.preventDefault();
    this.cells()[0]?.focus();
  }

  protected onGridKey(event: KeyboardEvent): void {
    const cells = this.cells();
    const at = cells.indexOf(document.activeElement as HTMLElement);
    const columns = cells.findIndex((cell) => cell.offsetTop > (cells[0]?.offsetTop ?? 0));
    const row = columns > 0 ? columns : cells.length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const to = at + step;
    if (to < 0) this.search()?.nativeElement.focus();
    else cells[Math.min(to, cells.length - 1)]?.focus();
  }

  private stored(): string[] {
    return this.storage.read<string[]>(RECENT_KEY) ?? [];
  }

  private cells(): HTMLElement[] {
    return [...(this.grid()?.nativeElement.querySelectorAll<HTMLElement>('button') ?? [])];
  }
}
