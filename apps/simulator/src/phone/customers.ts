import type { PartialPlan } from './status-plan';

/** A person with a phone. Every member may be missing except the BSUID (META §5). */
export interface Customer {
  id: string;
  name: string;
  /** Digits that a business dials. */
  phone: string | null;
  /** Digits that Meta calls him by; differs from `phone` in Brazil, Mexico, Argentina (META §14). */
  waId: string | null;
  userId: string;
  username: string | null;
  /** Webhooks carry no phone (`wa_id`, `from`, `recipient_id` omitted), although he has one. */
  hidesPhone: boolean;
  online: boolean;
  readReceipts: boolean;
  blocksUs: boolean;
  /** Marketing templates fail with 131050 (META §7.9). */
  stoppedMarketing?: boolean;
  statusPlan: PartialPlan | null;
}

/** Customers by every name a request may use. */
export class CustomerDirectory {
  private readonly byId = new Map<string, Customer>();
  private readonly byDigits = new Map<string, Customer>();
  private readonly byUserId = new Map<string, Customer>();
  private counter = 0;

  nextId(): string {
    do this.counter++;
    while (this.byId.has(`c${this.counter}`));
    return `c${this.counter}`;
  }

  add(customer: Customer): Customer {
    this.byId.set(customer.id, customer);
    this.byUserId.set(customer.userId, customer);
    if (customer.phone) this.byDigits.set(customer.phone, customer);
    if (customer.waId) this.byDigits.set(customer.waId, customer);
    return customer;
  }

  /** Re-indexes after a change of phone, wa_id or BSUID. */
  change(customer: Customer, members: Partial<Customer>): Customer {
    this.remove(customer);
    Object.assign(customer, members);
    return this.add(customer);
  }

  remove(customer: Customer): void {
    this.byId.delete(customer.id);
    this.byUserId.delete(customer.userId);
    for (const digits of [customer.phone, customer.waId]) {
      if (digits && this.byDigits.get(digits) === customer) this.byDigits.delete(digits);
    }
  }

  byPhone(digits: string): Customer | undefined {
    return this.byDigits.get(digits);
  }

  byBusinessScopedId(userId: string): Customer | undefined {
    return this.byUserId.get(userId);
  }

  find(ref: string): Customer | undefined {
    const known = this.byId.get(ref) ?? this.byUserId.get(ref) ?? this.byDigits.get(ref.replace(/^\+/, ''));
    if (known || !ref.startsWith('@')) return known;
    return this.all().find((customer) => customer.username === ref.slice(1));
  }

  all(): Customer[] {
    return [...this.byId.values()];
  }

  clear(): void {
    this.byId.clear();
    this.byDigits.clear();
    this.byUserId.clear();
  }
}

/** wamids hold the user's digits; a hidden phone must not leak through them. */
export function wamidDigits(customer: Customer): string {
  return (customer.hidesPhone ? null : (customer.waId ?? customer.phone)) ?? customer.userId.replace(/\D/g, '');
}
