/** Bidi steering, zero-width and tag characters, and controls but for the line break: they hide or reorder text. */
const HIDDEN = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const BLOCKS = /<(script|style|template|svg|iframe|object)\b[\s\S]*?(?:<\/\1\s*>|$)/giu;
const COMMENTS = /<!--[\s\S]*?(?:-->|$)/gu;
const BREAKS = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])\b[^>]*>/giu;
/** Also one that never ends: a browser would close it. */
const TAGS = /<\/?[a-z!?][^<>]*(?:>|$)/giu;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', euro: '€', pound: '£', ndash: '–', mdash: '—', hellip: '…', auml: 'ä', ouml: 'ö', uuml: 'ü', szlig: 'ß' };
const PASSES = 6;

/**
 * What may stand in a message: no HTML, no Markdown, no characters that hide. Citation marks stay.
 * @param bold how bold is written on the channel; '' where it is not
 */
export function plainText(text: string, bold: '' | '*' = ''): string {
  let out = text;
  // What one pass takes away may bring the next to light, e.g. <<b>script>.
  for (let pass = 0; pass < PASSES; pass++) {
    const next = once(out, bold);
    if (next === out) return out;
    out = next;
  }
  return out.replace(/[<>]/gu, '');
}

/** Whether a text holds HTML, an image, or characters that hide: no channel of ours gets these, so a person looks. */
export function holdsMarkup(text: string): boolean {
  return /<\/?[a-z!?][^<>]*>/iu.test(text) || /<(?:script|img|iframe|svg|a|style)\b/iu.test(text) || /!\[[^\]]*\]\(/u.test(text) || /&(?:lt|#0*60|#x0*3c);/iu.test(text) || /[\u202A-\u202E\u2066-\u2069\u200B\u2060-\u2064\u{E0000}-\u{E007F}]/u.test(text);
}

function once(text: string, bold: string): string {
  return withoutMarkdown(
    text
      .replace(/\r\n?/gu, '\n')
      .replace(/[\t\u2028\u2029]/gu, ' ')
      .replace(HIDDEN, '')
      .replace(COMMENTS, '')
      .replace(BLOCKS, '')
      .replace(BREAKS, '\n')
      .replace(TAGS, '')
      .replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/giu, (whole, name: string) => entity(name) ?? whole),
    bold,
  )
    .replace(/[ \u00a0]+$/gmu, '')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}

function withoutMarkdown(text: string, bold: string): string {
  return text
    .replace(/^ {0,3}(?:```|~~~)[^\n]*$/gmu, '')
    .replace(/^ {0,3}#{1,6} +/gmu, '')
    .replace(/^ {0,3}(?:[-*_] *){3,}$/gmu, '')
    .replace(/^( {0,6})[*+] +/gmu, '$1- ')
    .replace(/!\[([^\]\n]*)\]\([^)\n]*\)/gu, '$1')
    .replace(/\[([^\]\n]+)\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"\n]*")?\s*\)/gu, (_, label: string, url: string) => (label === url ? url : /^\d{1,2}$/u.test(label) ? `[${label}] (${url})` : `${label} (${url})`))
    .replace(/<((?:https?|mailto|tel):[^>\s]+)>/giu, '$1')
    .replace(/(\*\*|__)(?=\S)([^\n]*?\S)\1/gu, `${bold}$2${bold}`)
    .replace(/~~(?=\S)([^\n]*?\S)~~/gu, '$1')
    .replace(/`([^`\n]+)`/gu, '$1');
}

function entity(name: string): string | null {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? null;
  const code = /^#x/iu.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
}
