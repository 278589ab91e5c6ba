import { Injectable, computed, inject, signal } from '@angular/core';
import type { Recipient } from '@mailtrixy/shared/dto';
import { TemplatesApi, type TypedPhone, looksLikePhone, readPhone } from '@mailtrixy/web/templates/data-access';
import { ApiProblem } from '@mailtrixy/web/shared/util';

/** Somebody whom the message can go to. `phone` is set for a number that is no contact yet. */
export interface FoundRecipient extends Recipient {
  key: string;
  phone: TypedPhone | null;
}

const PAUSE_MS = 200;

/** Contacts by name or number, and a typed number with its country. */
@Injectable()
export class RecipientSearch {
  private readonly api = inject(TemplatesApi);
  private readonly rows = signal<readonly FoundRecipient[]>([]);
  private readonly failure = signal<string | null>(null);
  private readonly reading = signal<string | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;

  readonly found = this.rows.asReadonly();
  /** Why a typed number will not do, or why nobody can be searched. */
  readonly problem = computed(() => this.reading() ?? this.failure());

  /** Waits until the typing pauses. */
  query(channelId: string, text: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(channelId, text), PAUSE_MS);
  }

  async run(channelId: string, text: string): Promise<void> {
    const run = ++this.latest;
    const [reading, answer] = await Promise.all([looksLikePhone(text) ? readPhone(text) : null, this.api.recipients(channelId, text.trim()).catch((error: unknown) => ApiProblem.from(error))]);
    if (run !== this.latest) return;
    const phone = reading && 'phone' in reading ? reading.phone : null;
    this.reading.set(reading && 'problem' in reading ? reading.problem : null);
    this.failure.set(answer instanceof ApiProblem ? `Contacts could not be searched: ${answer.message}` : null);
    const known = answer instanceof ApiProblem ? [] : answer.filter(({ contactId }) => contactId !== null);
    // The server offers the bare number only while no contact has it, in whatever spelling.
    const isNew = phone !== null && (answer instanceof ApiProblem || answer.some(({ contactId }) => contactId === null));
    this.rows.set([...(isNew ? [newRecipient(phone)] : []), ...known.map((recipient) => ({ ...recipient, key: recipient.contactId ?? '', phone: null }))]);
  }
}

function newRecipient(phone: TypedPhone): FoundRecipient {
  return { key: `new:${phone.e164}`, phone, contactId: null, displayName: phone.shown, address: phone.e164, conversationId: null, windowExpiresAt: null, optedOutAt: null, attributes: {} };
}
