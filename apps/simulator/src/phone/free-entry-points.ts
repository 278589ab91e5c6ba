const dayMs = 86_400_000;

/** 72 hours in which everything is free: the customer came from an ad and was answered within 24 hours (META §15). */
export class FreeEntryPoints {
  private readonly asked = new Map<string, number>();
  private readonly open = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  cameFromAd(phoneNumberId: string, customerId: string, at: number): void {
    this.asked.set(`${phoneNumberId}|${customerId}`, at);
  }

  /** The clock starts at the business's answer. */
  answered(phoneNumberId: string, customerId: string): void {
    const key = `${phoneNumberId}|${customerId}`;
    const asked = this.asked.get(key);
    if (asked === undefined) return;
    this.asked.delete(key);
    if (this.now() - asked <= dayMs) this.open.set(key, this.now() + 3 * dayMs);
  }

  /** When it ends, or null. */
  until(phoneNumberId: string, customerId: string): number | null {
    const at = this.open.get(`${phoneNumberId}|${customerId}`);
    return at !== undefined && at > this.now() ? at : null;
  }

  clear(): void {
    this.asked.clear();
    this.open.clear();
  }
}
