import { createWriteStream, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ledger } from './ledger';

const iso = () => '2026-11-22T12:00:00.000Z';

describe('ledger', () => {
  it('numbers rows without a gap and pages through them', () => {
    const ledger = new Ledger(iso, () => 1000, null);
    for (let i = 0; i < 10; i++) ledger.append(i % 2 ? 'accept' : 'status', { wamid: `w${i}` });
    const first = ledger.query({ kinds: ['accept'], limit: 2 });
    expect(first.rows.map(({ seq }) => seq)).toEqual([2, 4]);
    expect(ledger.query({ kinds: ['accept'], after: first.next }).rows.map(({ seq }) => seq)).toEqual([6, 8, 10]);
    expect(ledger.query({ equal: { wamid: 'w3' } }).rows).toHaveLength(1);
  });

  it('finds a wamid inside webhooks and marks', () => {
    const ledger = new Ledger(iso, () => 1000, null);
    ledger.append('webhook', { wamids: ['a', 'b'], code: 200 });
    ledger.append('mark_read', { wamid: 'c', marked: ['a', 'c'] });
    expect(ledger.query({ equal: { wamid: 'a' } }).rows.map(({ kind }) => kind)).toEqual(['webhook', 'mark_read']);
    expect(ledger.query({ equal: { code: '200' } }).rows).toHaveLength(1);
  });

  it('forgets the oldest rows beyond the limit and says how many', () => {
    const ledger = new Ledger(iso, () => 100, null);
    for (let i = 1; i <= 5000; i++) ledger.append('accept', { token: `t${i}` });
    const { rows, dropped } = ledger.query({ limit: 10_000 });
    expect(rows.length).toBeLessThanOrEqual(1100);
    expect(rows.at(-1)?.seq).toBe(5000);
    expect(dropped).toBe(5000 - rows.length);
    expect(rows[0].seq).toBe(dropped + 1);
    expect(ledger.query({ after: 4990 }).rows).toHaveLength(10);
  });

  it('counts tokens that were accepted twice', () => {
    const ledger = new Ledger(iso, () => 100, null);
    for (const token of ['a', 'b', 'a', null]) ledger.append('accept', { token });
    expect(ledger.summary()).toMatchObject({ seq: 4, counts: { accept: 4 }, acceptsByToken: { tokens: 2, duplicates: 1 } });
  });

  it('wakes those who wait', async () => {
    const ledger = new Ledger(iso, () => 100, null);
    const waited = ledger.waitForAppend(5000);
    ledger.append('change', {});
    await waited;
  });

  it('appends every row to the file, also those that memory forgot', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'ledger-')), 'ledger.jsonl');
    const ledger = new Ledger(iso, () => 10, createWriteStream(file, { flags: 'a' }));
    for (let i = 0; i < 3000; i++) ledger.append('accept', { token: `t${i}` });
    await ledger.close();
    const seqs = readFileSync(file, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { seq: number }).seq);
    expect(seqs).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
  });
});
