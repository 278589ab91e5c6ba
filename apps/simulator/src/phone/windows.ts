const windowMs = 24 * 3_600_000;

/** Customer service windows: per number and customer, 24 h from the customer's own event (META §16). */
export class ServiceWindows {
  private readonly expiry = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  opened(phoneNumberId: string, customerId: string, eventMs: number): void {
    const key = `${phoneNumberId}|${customerId}`;
    this.expiry.set(key, Math.max(this.expiry.get(key) ?? 0, eventMs + windowMs));
  }

  set(phoneNumberId: string, customerId: string, expiresAt: number | null): void {
    const key = `${phoneNumberId}|${customerId}`;
    if (expiresAt === null) this.expiry.delete(key);
    else this.expiry.set(key, expiresAt);
  }

  expiresAt(phoneNumberId: string, customerId: string): number | null {
    const at = this.expiry.get(`${phoneNumberId}|${customerId}`);
    return at !== undefined && at > this.now() ? at : null;
  }

  clear(): void {
    this.expiry.clear();
  }

  snapshot(): [string, number][] {
    return [...this.expiry];
  }

  restore(entries: [string, number][]): void {
    for (const [key, at] of entries) this.expiry.set(key, at);
  }
}

/** Reactions and system notices do not open the window; everything else the customer does, does (META §16). */
export function opensWindow(type: string): boolean {
  return type !== 'reaction' && type !== 'system';
}
