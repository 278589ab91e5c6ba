import { Injectable } from '@angular/core';

/** An entry of emojibase's compact list, as far as it is used. */
interface RawEmoji {
  unicode: string;
  label: string;
  group?: number;
  order?: number;
  tags?: string[];
  skins?: { unicode: string }[];
}

export interface Emoji {
  unicode: string;
  label: string;
  /** Everything that a search may hit, in lower case. */
  words: string;
  /** By tone, lightest first; empty where there is none. */
  skins: readonly string[];
}

export interface EmojiGroup {
  name: string;
  /** Stands for the group in the row of groups. */
  sign: string;
  emoji: readonly Emoji[];
}

const GROUPS: Record<number, [string, string]> = {
  0: ['Smileys', '😀'],
  1: ['People', '👋'],
  3: ['Animals and nature', '🐻'],
  4: ['Food and drink', '🍏'],
  5: ['Travel and places', '🚗'],
  6: ['Activities', '⚽'],
  7: ['Objects', '💡'],
  8: ['Symbols', '❤️'],
  9: ['Flags', '🏁'],
};

/** The emoji of Unicode, from a file of our own server; read once, when a picker opens for the first time. */
@Injectable({ providedIn: 'root' })
export class EmojiCatalogue {
  private loaded: Promise<readonly EmojiGroup[]> | null = null;

  groups(): Promise<readonly EmojiGroup[]> {
    this.loaded ??= this.read().catch((error: unknown) => {
      this.loaded = null;
      throw error;
    });
    return this.loaded;
  }

  private async read(): Promise<readonly EmojiGroup[]> {
    const answer = await fetch('/emoji/compact.json');
    if (!answer.ok) throw new Error(`The emoji list was answered with ${answer.status}.`);
    return groupsOf((await answer.json()) as RawEmoji[]);
  }
}

export function groupsOf(raw: readonly RawEmoji[]): EmojiGroup[] {
  const groups = new Map<number, RawEmoji[]>(Object.keys(GROUPS).map((key) => [Number(key), []]));
  for (const one of raw) if (one.group !== undefined) groups.get(one.group)?.push(one);
  return [...groups].map(([group, members]) => ({
    name: GROUPS[group][0],
    sign: GROUPS[group][1],
    emoji: members
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
      .map(({ unicode, label, tags, skins }) => ({ unicode, label, words: [label, ...(tags ?? [])].join(' ').toLowerCase(), skins: skins?.slice(0, 5).map((skin) => skin.unicode) ?? [] })),
  }));
}

/** Those in which every typed word begins a word; the label counts more than the tags. */
export function findEmoji(groups: readonly EmojiGroup[], query: string, limit: number): Emoji[] {
  const typed = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = groups.flatMap(({ emoji }) => emoji).filter(({ words, unicode }) => unicode === query.trim() || typed.every((word) => ` ${words}`.includes(` ${word}`)));
  const score = ({ label }: Emoji) => (label.toLowerCase().startsWith(typed[0] ?? '') ? 0 : 1);
  return hits.sort((a, b) => score(a) - score(b)).slice(0, limit);
}
