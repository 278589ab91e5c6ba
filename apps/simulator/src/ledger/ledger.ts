import type { WriteStream } from 'node:fs';

export interface LedgerRow {
  seq: number;
  kind: string;
  at: string;
  phoneNumberId?: string;
  [member: string]: unknown;
}

export type LedgerKind = 'accept' | 'mark_read' | 'rejected' | 'inbound' | 'status' | 'webhook' | 'webhook_dropped' | 'chaos' | 'change' | 'media_upload' | 'media_download' | 'template' | 'field';

export interface LedgerQuery {
  kinds?: string[];
  after?: number;
  limit?: number;
  /** Members that must be equal (compared as text); `wamid` also looks into `wamids`. */
  equal?: Record<string, string>;
}

/**
 * The append-only record that invariant checkers compare MailTrixy's tables with. `seq` is given at the moment a thing
 * happens, so the order of accepts is never lost; old rows leave memory beyond the limit, the file keeps all.
 */
export class Ledger {
  private rows: LedgerRow[] = [];
  private readonly waiting = new Set<() => void>();
  private lines: string[] = [];
  private counts: Record<string, number> = {};
  private tokens = new Map<string, number>();
  private lastSeq = 0;

  constructor(
    private readonly iso: () => string,
    private readonly limit: () => number,
    private readonly file: WriteStream | null,
  ) {}

  append(kind: LedgerKind, members: Record<string, unknown>): LedgerRow {
    const row: LedgerRow = { seq: ++this.lastSeq, kind, at: this.iso(), ...members };
    this.rows.push(row);
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    if (kind === 'accept' && typeof members['token'] === 'string') {
      this.tokens.set(members['token'], (this.tokens.get(members['token']) ?? 0) + 1);
    }
    // trimmed in slices: removing one row at a time would copy the array for every append
    const limit = this.limit();
    if (this.rows.length > limit + Math.max(1000, limit / 10)) this.trim(limit);
    if (this.file) this.write(row);
    if (this.waiting.size > 0) this.wake();
    return row;
  }

  query(query: LedgerQuery): { rows: LedgerRow[]; next: number; dropped: number } {
    const limit = query.limit ?? 1000;
    const found: LedgerRow[] = [];
    const kinds = query.kinds && query.kinds.length > 0 ? new Set(query.kinds) : null;
    const equal = Object.entries(query.equal ?? {});
    const first = this.rows[0]?.seq ?? this.lastSeq + 1;
    let next = Math.max(query.after ?? 0, 0);
    for (let i = Math.max(0, next + 1 - first); i < this.rows.length && found.length < limit; i++) {
      const row = this.rows[i];
      next = row.seq;
      if (kinds && !kinds.has(row.kind)) continue;
      if (equal.every(([name, value]) => matches(row, name, value))) found.push(row);
    }
    return { rows: found, next, dropped: first - 1 };
  }

  /** Resolves at the next append or after `ms`. */
  waitForAppend(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting.add(done);
    });
  }

  summary(): { seq: number; counts: Record<string, number>; acceptsByToken: { tokens: number; duplicates: number } } {
    let duplicates = 0;
    for (const count of this.tokens.values()) if (count > 1) duplicates++;
    return { seq: this.lastSeq, counts: { ...this.counts }, acceptsByToken: { tokens: this.tokens.size, duplicates } };
  }

  get seq(): number {
    return this.lastSeq;
  }

  clear(): void {
    this.rows = [];
    this.counts = {};
    this.tokens = new Map();
  }

  wake(): void {
    for (const done of [...this.waiting]) done();
  }

  async close(): Promise<void> {
    this.wake();
    this.flush();
    const { file } = this;
    if (file) await new Promise<void>((resolve) => file.end(() => resolve()));
  }

  private trim(limit: number): void {
    for (const row of this.rows.splice(0, this.rows.length - limit)) {
      if (row.kind === 'accept' && typeof row['token'] === 'string' && this.tokens.get(row['token']) === 1) this.tokens.delete(row['token']);
    }
  }

  private write(row: LedgerRow): void {
    if (this.lines.length === 0) setImmediate(() => this.flush());
    this.lines.push(JSON.stringify(row));
  }

  private flush(): void {
    if (this.lines.length === 0) return;
    this.file?.write(`${this.lines.join('\n')}\n`);
    this.lines = [];
  }
}

function matches(row: LedgerRow, name: string, value: string): boolean {
  const own = row[name];
  if (name === 'wamid' && Array.isArray(row['wamids'])) return row['wamids'].includes(value);
  if (name === 'wamid' && Array.isArray(row['marked']) && row['marked'].includes(value)) return true;
  return own !== undefined && own !== null && String(own) === value;
}
