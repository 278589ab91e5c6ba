/** Languages that messages are told apart by. */
export const RULE_LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'pt', 'nl', 'pl', 'ro', 'tr', 'ru', 'uk', 'el', 'ar', 'he', 'fa', 'hi', 'vi', 'th', 'zh', 'ja', 'ko', 'sv', 'da', 'no', 'fi', 'cs', 'hu'] as const;

const names = new Intl.DisplayNames(['en'], { type: 'language' });

export function languageName(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
