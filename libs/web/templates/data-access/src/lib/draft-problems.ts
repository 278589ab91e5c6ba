/** Words by the part of the form that they concern: "name", "header", "body", "footer", "buttons", "button.0.text", "card.1.body", "example.body.1", … */
export type DraftProblems = Readonly<Partial<Record<string, string>>>;

/** Notes the first objection to a part. */
export type Refuse = (part: string, words: string | null | false) => void;

export function lengthProblem(part: string, text: string, max: number): string | null {
  const count = lengthOf(text);
  return count > max ? `The ${part} has ${count} characters; ${max} are allowed.` : null;
}

/** As Meta counts. */
export function lengthOf(text: string): number {
  return [...text].length;
}
