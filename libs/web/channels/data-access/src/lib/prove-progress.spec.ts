import type { LogRow } from '@mailtrixy/shared/dto';
import { proveProgress } from './prove-progress';

const row = (at: string, part: Partial<LogRow>): LogRow => ({
  id: at,
  kind: 'delivery',
  at: `2026-11-22T10:00:${at}.000Z`,
  direction: 'in',
  subject: 'messages · text',
  httpStatus: 200,
  state: 'processed',
  result: 'ok',
  tookMs: 3,
  ...part,
});
const states = (rows: LogRow[]): string[] => proveProgress(rows, '2026-11-22T10:00:10.000Z').map((step) => step.state);

describe('proveProgress', () => {
  it('waits for the first delivery and ignores what came before', () => {
    expect(states([row('05', {})])).toEqual(['now', 'todo', 'todo', 'todo', 'todo']);
  });

  it('follows a round trip', () => {
    const rows = [row('11', {}), row('12', { kind: 'send', direction: 'out', subject: 'send · text' }), row('13', { subject: 'statuses · delivered' })];
    expect(states(rows.slice(0, 1))).toEqual(['done', 'done', 'done', 'now', 'todo']);
    expect(states(rows)).toEqual(['done', 'done', 'done', 'done', 'done']);
  });

  it('stops at the signature when only a rejected delivery came, and recovers when a proven one follows', () => {
    const rejected = row('11', { kind: 'rejected', state: 'rejected', httpStatus: 403 });
    expect(states([rejected])).toEqual(['done', 'failed', 'todo', 'todo', 'todo']);
    expect(states([rejected, row('12', {})])).toEqual(['done', 'done', 'done', 'now', 'todo']);
  });
});
