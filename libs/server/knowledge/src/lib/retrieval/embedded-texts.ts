/** A text that gets a vector: a passage, or a wording that a whole document answers. */
export interface EmbeddedText {
  documentId: string;
  /** Null: a wording of the document. */
  passageId: string | null;
  text: string;
}

/** A passage under its title and headings. */
export function embeddedPassage({ title, headings, text }: { title: string; headings: readonly string[]; text: string }): string {
  return `${[...new Set([title, ...headings])].join(' > ')}\n${text}`;
}

/** What of a document is embedded: every passage, and its questions on their own. The title alone made no difference (npm run eval). */
export function embeddedTexts({ id, title, questions, passages }: { id: string; title: string; questions: readonly string[]; passages: readonly { id: string; headings: readonly string[]; text: string }[] }): EmbeddedText[] {
  return [...passages.map((passage) => ({ documentId: id, passageId: passage.id, text: embeddedPassage({ title, ...passage }) })), ...[...new Set(questions)].map((text) => ({ documentId: id, passageId: null, text }))];
}
