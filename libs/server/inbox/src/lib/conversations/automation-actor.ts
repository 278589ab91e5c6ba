/** A rule or the AI, where a person's id would stand. What it does never counts as a person taking over. */
export interface AutomationActor {
  kind: 'rule' | 'ai';
  /** The rule's or the assistant's name, as the thread shows it. */
  name: string;
}

/** Who wrote a line of the thread: a person's id, an automation, or null: MailTrixy itself. */
export type LineAuthor = string | AutomationActor | null;

/** Columns author_kind and author_id, and the name that the payload keeps because there is no row to join. */
export function authorColumns(author: LineAuthor): { kind: 'user' | 'rule' | 'ai' | 'system'; userId: string | null; facts: { by?: string } } {
  if (author === null) return { kind: 'system', userId: null, facts: {} };
  if (typeof author === 'string') return { kind: 'user', userId: author, facts: {} };
  return { kind: author.kind, userId: null, facts: { by: author.name } };
}
