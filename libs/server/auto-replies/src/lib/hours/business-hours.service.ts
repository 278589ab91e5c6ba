import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { WEEKDAYS, type BusinessHours, type FieldError, type UpdateBusinessHoursRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { isOpenAt, minutesOf, nextOpening, openingWords } from './opening';

const SPANS_MAX = 6;
const HOLIDAYS_MAX = 400;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
/** A change is seen by other processes after this long. */
const KNOWN_MS = 2000;

/** When somebody answers, on the workspace's own clock. */
@Injectable()
export class BusinessHoursService {
  private readonly known = new Map<string, { hours: BusinessHours; until: number }>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string): Promise<BusinessHours> {
    const known = this.known.get(workspaceId);
    if (known && known.until > performance.now()) return known.hours;
    const hours = await read(this.dataSource.manager, workspaceId);
    if (this.known.size > 10_000) this.known.clear();
    this.known.set(workspaceId, { hours, until: performance.now() + KNOWN_MS });
    return hours;
  }

  async isOpen(workspaceId: string, at: Date): Promise<boolean> {
    return isOpenAt(await this.get(workspaceId), at.getTime());
  }

  /** "Mon 9:00"; null while it is open, and where it never opens. */
  async nextOpening(workspaceId: string, at: Date): Promise<{ at: Date; words: string } | null> {
    const hours = await this.get(workspaceId);
    const opening = nextOpening(hours, at.getTime());
    return opening === null || opening === at.getTime() ? null : { at: new Date(opening), words: openingWords(hours, opening, at.getTime()) };
  }

  /** @throws DomainError NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED with `errors[].field` e.g. "week.mon.0.to" */
  async update(workspaceId: string, actor: Actor, request: UpdateBusinessHoursRequest): Promise<BusinessHours> {
    const errors = problemsOf(request);
    if (errors.length) throw new DomainError('VALIDATION_FAILED', errors[0].message, { errors });
    await inTransaction(this.dataSource, async (tx) => {
      // The workspace's own row is the lock: its hours may have none yet.
      await tx.query('SELECT 1 FROM workspace WHERE id = ? FOR UPDATE', [idToBytes(workspaceId)]);
      const before = await read(tx, workspaceId);
      if (before.version !== request.version) throw new DomainError('VERSION_CONFLICT', 'Somebody else changed the business hours meanwhile. Look at them again.');
      const week = Object.fromEntries(WEEKDAYS.map((day) => [day, [...request.week[day]].sort((a, b) => (a.from < b.from ? -1 : 1)).map(({ from, to }) => ({ from, to }))]));
      const holidays = [...new Set(request.holidays)].sort();
      await tx.query('INSERT INTO business_hours (workspace_id, enabled, week, holidays, version) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE enabled = VALUES(enabled), week = VALUES(week), holidays = VALUES(holidays), version = VALUES(version), updated_at = NOW(3)', [idToBytes(workspaceId), request.enabled, JSON.stringify(week), JSON.stringify(holidays), before.version + 1]);
      await this.audit.record(tx, actor, 'hours.changed', { kind: 'workspace', id: workspaceId, name: 'Business hours' }, { enabled: { before: before.enabled, after: request.enabled }, week: { before: before.week, after: week }, holidays: { before: before.holidays, after: holidays } });
    });
    this.known.delete(workspaceId);
    return this.get(workspaceId);
  }
}

async function read(manager: EntityManager, workspaceId: string): Promise<BusinessHours> {
  const [row]: { time_zone: string; enabled: number | null; week: unknown; holidays: unknown; version: number | null }[] = await manager.query('SELECT w.time_zone, h.enabled, h.week, h.holidays, h.version FROM workspace w LEFT JOIN business_hours h ON h.workspace_id = w.id WHERE w.id = ?', [idToBytes(workspaceId)]);
  if (!row) throw notFound('workspace');
  return { version: row.version ?? 0, timeZone: row.time_zone, enabled: row.enabled === 1, week: json(row.week) ?? usualWeek(), holidays: json(row.holidays) ?? [] };
}

/** What the form begins with; not in force until it is switched on. */
function usualWeek(): BusinessHours['week'] {
  const day = () => [{ from: '09:00', to: '17:00' }];
  return { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), sat: [], sun: [] };
}

function json<T>(column: unknown): T | null {
  return (typeof column === 'string' ? JSON.parse(column) : column) as T | null;
}

function problemsOf({ week, holidays }: UpdateBusinessHoursRequest): FieldError[] {
  const errors: FieldError[] = [];
  for (const day of WEEKDAYS) {
    const spans: unknown = week[day];
    if (!Array.isArray(spans) || spans.length > SPANS_MAX) {
      errors.push({ field: `week.${day}`, message: `A day has at most ${SPANS_MAX} times of opening.` });
      continue;
    }
    const good = (spans as { from: string; to: string }[]).filter((span, index) => {
      const ok = TIME.test(span?.from ?? '') && (TIME.test(span.to ?? '') || span.to === '24:00');
      if (!ok) errors.push({ field: `week.${day}.${index}`, message: 'Write times as 09:00; 24:00 ends a day.' });
      else if (minutesOf(span.from) >= minutesOf(span.to)) errors.push({ field: `week.${day}.${index}.to`, message: 'It closes before it opens. After midnight is the next day’s time.' });
      return ok;
    });
    const sorted = [...good].sort((a, b) => (a.from < b.from ? -1 : 1));
    if (sorted.some((span, index) => index > 0 && span.from < sorted[index - 1].to)) errors.push({ field: `week.${day}`, message: 'Two times of opening overlap.' });
  }
  if (holidays.length > HOLIDAYS_MAX) errors.push({ field: 'holidays', message: `At most ${HOLIDAYS_MAX} holidays.` });
  holidays.forEach((date, index) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(`${date}T00:00:00Z`)) || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) errors.push({ field: `holidays.${index}`, message: 'Write a date as 2026-12-25.' });
  });
  return errors;
}
