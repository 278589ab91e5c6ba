import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { KEYRING, UnreadableSecretError, type Keyring } from '@mailtrixy/server/platform/secrets';
import type { AttachmentVariant } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';

/** An address works for one to two of these, and is the same within one, so that browsers keep what they loaded. */
const PERIOD_S = 1800;
const PURPOSE = 'attachment addresses';

export interface SignedQuery {
  until: string;
  key: string;
  sig: string;
}

/** Rows are read by functions that have no container: they find the signer of their process by its database. */
const OF_DATABASE = new WeakMap<DataSource, AttachmentAddresses>();

/** Addresses of files: they end within the hour and say nothing without a session of their workspace. */
@Injectable()
export class AttachmentAddresses {
  constructor(
    @Inject(KEYRING) private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DataSource) dataSource: DataSource,
  ) {
    OF_DATABASE.set(dataSource, this);
  }

  /** Null in a process that shows nobody anything (the worker). */
  static of(dataSource: DataSource): AttachmentAddresses | null {
    return OF_DATABASE.get(dataSource) ?? null;
  }

  /** Milliseconds since the epoch until when addresses made now work. */
  until(): number {
    return (Math.floor(this.clock.now() / 1000 / PERIOD_S) + 2) * PERIOD_S * 1000;
  }

  address(workspaceId: string, attachmentId: string, variant: AttachmentVariant): string {
    const until = String(this.until() / 1000);
    const key = this.keyring.currentKeyId;
    return `/api/attachments/${attachmentId}/${variant}?until=${until}&key=${key}&sig=${this.signature(workspaceId, attachmentId, variant, until, key)}`;
  }

  /**
   * @returns milliseconds for which it goes on working
   * @throws DomainError NOT_FOUND for a signature that is not ours for this workspace and file, ATTACHMENT_LINK_EXPIRED
   */
  check(workspaceId: string, attachmentId: string, variant: AttachmentVariant, query: Partial<SignedQuery>): number {
    const { until = '', key = '', sig = '' } = query;
    if (!/^\d{1,12}$/.test(until) || !this.matches(workspaceId, attachmentId, variant, until, key, sig)) throw notFound('file');
    const left = Number(until) * 1000 - this.clock.now();
    if (left <= 0) throw new DomainError('ATTACHMENT_LINK_EXPIRED', 'The address of this file has ended. Open the conversation again.');
    return left;
  }

  private matches(workspaceId: string, attachmentId: string, variant: string, until: string, key: string, sig: string): boolean {
    try {
      const wanted = Buffer.from(this.signature(workspaceId, attachmentId, variant, until, key));
      const given = Buffer.from(sig);
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    } catch (error) {
      if (error instanceof UnreadableSecretError) return false;
      throw error;
    }
  }

  private signature(workspaceId: string, attachmentId: string, variant: string, until: string, key: string): string {
    return createHmac('sha256', this.keyring.derive(PURPOSE, key)).update([workspaceId, attachmentId, variant, until].join('|')).digest('base64url');
  }
}
