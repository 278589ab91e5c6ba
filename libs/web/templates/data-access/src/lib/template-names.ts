import type { TemplateSummary } from '@mailtrixy/shared/dto';

/** A name in all its languages: a row of the table. */
export interface NamedTemplate {
  name: string;
  /** The one that stands for all: first what can be sent. */
  shown: TemplateSummary;
  languages: readonly TemplateSummary[];
  used30d: number;
  updatedAt: string;
  /** The languages want different numbers of values: whoever switches language must look twice. */
  uneven: boolean;
}

export function byTemplateName(items: readonly TemplateSummary[]): NamedTemplate[] {
  const names = new Map<string, TemplateSummary[]>();
  for (const item of items) names.set(item.name, [...(names.get(item.name) ?? []), item]);
  return [...names].map(([name, all]) => {
    const languages = all.sort((a, b) => Number(a.notSendable !== null) - Number(b.notSendable !== null) || a.language.localeCompare(b.language));
    return {
      name,
      shown: languages[0],
      languages,
      used30d: languages.reduce((sum, { used30d }) => sum + used30d, 0),
      updatedAt: languages.reduce((latest, { updatedAt }) => (updatedAt > latest ? updatedAt : latest), ''),
      uneven: new Set(languages.map(({ slots }) => slots.filter(({ required }) => required).length)).size > 1,
    };
  });
}
