/** Injection token of OpeningHours. */
export const OPENING_HOURS = Symbol('OpeningHours');

/** When the workspace's people answer. Bound to the business hours of the auto-replies. */
export interface OpeningHours {
  isOpen(workspaceId: string, at: Date): Promise<boolean>;
  /** For a customer, e.g. "Monday 09:00"; '' when it is always open or never again. */
  nextOpening(workspaceId: string, at: Date, language: string): Promise<string>;
}
