import { DomainError } from '@mailtrixy/server/platform/errors';
import { KNOWLEDGE_ARTICLE_MAX, KNOWLEDGE_TITLE_MAX } from '@mailtrixy/shared/dto';

const invalid = (field: string, message: string, words: string): DomainError => new DomainError('VALIDATION_FAILED', words, { errors: [{ field, message }] });

/** On one line. @throws DomainError VALIDATION_FAILED */
export function checkedTitle(title: string, required = true): string {
  const text = title.replace(/\s+/g, ' ').trim();
  if (required && !text) throw invalid('title', 'is empty', 'Give it a title.');
  if ([...text].length > KNOWLEDGE_TITLE_MAX) throw invalid('title', 'is too long', `A title has at most ${KNOWLEDGE_TITLE_MAX} characters.`);
  return text;
}

/** @throws DomainError VALIDATION_FAILED */
export function checkedMarkdown(markdown: string): string {
  const text = markdown.replace(/\r\n?/g, '\n');
  if (text.length > KNOWLEDGE_ARTICLE_MAX) throw invalid('markdown', 'is too long', `An article has at most ${KNOWLEDGE_ARTICLE_MAX.toLocaleString('en')} characters. Split it into several.`);
  return text;
}

/** As BCP 47 writes it. @throws DomainError VALIDATION_FAILED */
export function checkedLanguage(language: string | null): string | null {
  if (language === null || language.trim() === '') return null;
  try {
    return Intl.getCanonicalLocales(language.trim())[0];
  } catch {
    throw invalid('language', 'is no language', 'This is no code of a language, such as en, de or pt-BR.');
  }
}

/** For texts from sources: whatever they say. */
export function languageOrNull(language: string | null): string | null {
  try {
    const code = language === null ? null : checkedLanguage(language.replace(/_/g, '-'));
    return code !== null && code.length <= 35 ? code : null;
  } catch {
    return null;
  }
}

/** For columns of a fixed width; never cuts a letter in two. */
export function cutTo(text: string, max: number): string {
  const letters = [...text];
  return letters.length <= max ? text : `${letters.slice(0, max - 1).join('')}…`;
}
