import { baseLanguage, detectLanguage } from '@mailtrixy/server/platform/language';

/** What of a passage is searched. */
export interface IndexedPassage {
  id: string;
  no: number;
  /** BCP 47; null: found in the text. */
  language: string | null;
  title: string;
  headings: readonly string[];
  /** Wordings that its document answers. */
  questions: readonly string[];
  text: string;
}

/** Two-letter code. */
export function passageLanguage(passage: IndexedPassage): string {
  return passage.language ? baseLanguage(passage.language) : detectLanguage(`${passage.title}. ${passage.text}`).language;
}

/** Title, headings and questions: one field beside the text. A heading that only repeats the title says nothing twice. */
export function passageTitles({ title, headings, questions }: IndexedPassage): string[] {
  return [...new Set([title, ...headings, ...questions])];
}
