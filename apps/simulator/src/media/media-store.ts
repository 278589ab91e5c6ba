import { createHash, createHmac } from 'node:crypto';
import type { Identifiers } from '../graph/identifiers';

const dayMs = 86_400_000;
/** Media ids of uploads live 30 days, those of webhooks 7 (META §9). */
export const uploadLifeMs = 30 * dayMs;
export const webhookLifeMs = 7 * dayMs;
const addressLifeMs = 5 * 60_000;

export interface StoredMedia {
  id: string;
  phoneNumberId: string;
  source: 'upload' | 'webhook';
  mimeType: string;
  filename: string | null;
  bytes: Buffer;
  sha256: Buffer;
  createdAt: number;
  expiresAt: number;
}

export interface NewMedia {
  phoneNumberId: string;
  source: StoredMedia['source'];
  mimeType: string;
  filename: string | null;
  bytes: Buffer;
  expiresAt?: number;
}

/** Files in memory. When they exceed the budget, the one that was not touched for longest goes. */
export class MediaStore {
  private readonly files = new Map<string, StoredMedia>();
  private readonly key: string;
  private size = 0;

  constructor(
    private readonly identifiers: Identifiers,
    private readonly now: () => number,
    private readonly budget: number,
  ) {
    this.key = identifiers.secret();
  }

  add(media: NewMedia): StoredMedia {
    const now = this.now();
    const stored: StoredMedia = {
      id: this.identifiers.digits(16), phoneNumberId: media.phoneNumberId, source: media.source, mimeType: media.mimeType, filename: media.filename,
      bytes: media.bytes, sha256: createHash('sha256').update(media.bytes).digest(), createdAt: now,
      expiresAt: media.expiresAt ?? now + (media.source === 'upload' ? uploadLifeMs : webhookLifeMs),
    };
    this.files.set(stored.id, stored);
    this.size += stored.bytes.length;
    for (const oldest of this.files.values()) {
      if (this.size <= this.budget || oldest === stored) break;
      this.remove(oldest.id);
    }
    return stored;
  }

  /** Undefined when unknown, deleted or expired. */
  get(id: string): StoredMedia | undefined {
    const media = this.files.get(id);
    if (!media || media.expiresAt <= this.now()) return undefined;
    this.files.delete(id);
    this.files.set(id, media);
    return media;
  }

  /** Also what has expired: for the phone, which keeps its own copy. */
  kept(id: string): StoredMedia | undefined {
    return this.files.get(id);
  }

  all(): StoredMedia[] {
    return [...this.files.values()];
  }

  remove(id: string): boolean {
    const media = this.files.get(id);
    if (!media) return false;
    this.size -= media.bytes.length;
    return this.files.delete(id);
  }

  clear(): void {
    this.files.clear();
    this.size = 0;
  }

  /** The path of a download address; it is good for five minutes of the simulated clock. */
  address(id: string, lifeMs = addressLifeMs): string {
    const ext = Math.floor((this.now() + lifeMs) / 1000);
    return `/lookaside/whatsapp_business/attachments/?mid=${id}&source=getMedia&ext=${ext}&hash=${this.hash(id, ext)}`;
  }

  /** The file of a download address; undefined when the address is wrong or too old. */
  atAddress(query: URLSearchParams): StoredMedia | undefined {
    const id = query.get('mid') ?? '';
    const ext = Number(query.get('ext'));
    if (query.get('hash') !== this.hash(id, ext) || ext * 1000 <= this.now()) return undefined;
    return this.get(id);
  }

  private hash(id: string, ext: number): string {
    return `AR${createHmac('sha256', this.key).update(`${id}|${ext}`).digest('base64url').slice(0, 40)}`;
  }
}
