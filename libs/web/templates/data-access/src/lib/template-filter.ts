import type { TemplateSummary } from '@mailtrixy/shared/dto';

export interface TemplateGroup {
  heading: string;
  sendable: boolean;
  items: readonly TemplateSummary[];
}

const CATEGORY_WORDS: Readonly<Record<string, string>> = { UTILITY: 'Utility', MARKETING: 'Marketing', AUTHENTICATION: 'Authentication' };
const ORDER = ['UTILITY', 'MARKETING', 'AUTHENTICATION'];
const LATELY = 3;

export function categoryWords(category: string): string {
  return CATEGORY_WORDS[category] ?? category.charAt(0) + category.slice(1).toLowerCase().replaceAll('_', ' ');
}

/** By name and body; every word must occur. */
export function findTemplates(items: readonly TemplateSummary[], { words, language }: { words: string; language: string | null }): TemplateSummary[] {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    if (item.deletedAt !== null || (language !== null && item.language !== language)) return false;
    const text = `${item.name} ${item.name.replaceAll('_', ' ')} ${item.body} ${item.headerText ?? ''}`.toLocaleLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** As the picker lists them: favourites, the last used, the rest by category, and at the end what cannot be sent. Each once. */
export function groupTemplates(items: readonly TemplateSummary[]): TemplateGroup[] {
  const sendable = items.filter((item) => item.notSendable === null);
  const favourites = sendable.filter((item) => item.favourite).sort(byName);
  const lately = sendable
    .filter((item) => !item.favourite && item.usedAt !== null)
    .sort((a, b) => (b.usedAt ?? '').localeCompare(a.usedAt ?? ''))
    .slice(0, LATELY);
  const rest = sendable.filter((item) => !item.favourite && !lately.includes(item));
  const categories = [...new Set(rest.map(({ category }) => category))].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const groups: TemplateGroup[] = [
    { heading: 'Favourites', sendable: true, items: favourites },
    { heading: 'Last used', sendable: true, items: lately },
    ...categories.map((category) => ({ heading: categoryWords(category), sendable: true, items: rest.filter((item) => item.category === category).sort(byName) })),
    { heading: 'Not sendable', sendable: false, items: items.filter((item) => item.notSendable !== null).sort(byName) },
  ];
  return groups.filter((group) => group.items.length > 0);
}

export function languagesOf(items: readonly TemplateSummary[]): string[] {
  return [...new Set(items.filter((item) => item.deletedAt === null).map((item) => item.language))].sort();
}

function rank(category: string): number {
  const at = ORDER.indexOf(category);
  return at < 0 ? ORDER.length : at;
}

function byName(a: TemplateSummary, b: TemplateSummary): number {
  return a.name.localeCompare(b.name) || a.language.localeCompare(b.language);
}
