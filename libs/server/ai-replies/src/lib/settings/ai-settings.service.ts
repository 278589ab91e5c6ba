import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { idToBytes, inTransaction, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiSettings, FieldError, UpdateAiSettingsRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { cancelOnTheWay } from '../drafts/cancel-on-the-way';
import { announceWorkspace } from '../rows/announce-ai';
import { ExamLock } from './exam-lock';
import { DEFAULT_AI_SETTINGS, ensureSettings, readSettings, type ChosenSettings, type StoredSettings } from './stored-settings';

const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** How the AI speaks, and the switch that stops all of it. */
@Injectable()
export class AiSettingsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(ExamLock) private readonly lock: ExamLock,
  ) {}

  async get(workspaceId: string): Promise<AiSettings> {
    const { manager } = this.dataSource;
    const settings = await readSettings(manager, workspaceId);
    return view(settings, await this.lock.reason(manager, workspaceId, settings));
  }

  /** @throws DomainError VERSION_CONFLICT, VALIDATION_FAILED */
  async update(workspaceId: string, actor: Actor, { version, paused, ...wanted }: UpdateAiSettingsRequest): Promise<AiSettings> {
    const errors = problemsOf(wanted);
    if (errors.length) throw new DomainError('VALIDATION_FAILED', 'A setting cannot be stored.', { errors });
    await this.change(workspaceId, async (tx, before) => {
      if (before.version !== version) throw new DomainError('VERSION_CONFLICT', 'Somebody else changed these settings meanwhile. Look at them again.');
      const after = { ...chosenOf(before), ...present(wanted) };
      await tx.query('UPDATE ai_settings SET settings = ?, version = version + 1, updated_at = NOW(3) WHERE workspace_id = ?', [JSON.stringify(after), idToBytes(workspaceId)]);
      await this.audit.record(tx, actor, 'ai.settings_changed', { kind: 'ai', name: 'AI settings' }, changesOf(chosenOf(before), after));
      if (paused !== undefined && paused !== before.paused) await this.setPaused(tx, workspaceId, actor, paused);
    });
    return this.get(workspaceId);
  }

  /** The kill switch. Everything on its way stops with the same commit. */
  async pause(workspaceId: string, actor: Actor, paused: boolean): Promise<AiSettings> {
    await this.change(workspaceId, async (tx, before) => {
      if (before.paused !== paused) await this.setPaused(tx, workspaceId, actor, paused);
    });
    return this.get(workspaceId);
  }

  private async change(workspaceId: string, work: (tx: EntityManager, before: StoredSettings) => Promise<void>): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      await ensureSettings(tx, workspaceId);
      await work(tx, await readSettings(tx, workspaceId, true));
      await announceWorkspace(tx, workspaceId);
    });
    this.doorbell.ringOutbox();
  }

  private async setPaused(tx: EntityManager, workspaceId: string, actor: Actor, paused: boolean): Promise<void> {
    await tx.query('UPDATE ai_settings SET paused = ?, paused_by = ?, paused_at = IF(?, NOW(3), NULL), version = version + 1 WHERE workspace_id = ?', [paused, paused ? nullableIdToBytes(actor.userId) : null, paused, idToBytes(workspaceId)]);
    if (paused) await cancelOnTheWay(tx, workspaceId, null, { code: 'kill_switch', words: `${actor.name} stopped the AI.` });
    await this.audit.record(tx, actor, paused ? 'ai.paused' : 'ai.resumed', { kind: 'ai', name: 'AI' });
  }
}

function view({ lookedAt: _lookedAt, pausedAt, ...settings }: StoredSettings, locked: string | null): AiSettings {
  return { ...settings, pausedAt: pausedAt?.toISOString() ?? null, locked: locked ? { reason: locked } : null };
}

function chosenOf(settings: StoredSettings): ChosenSettings {
  return Object.fromEntries(Object.keys(DEFAULT_AI_SETTINGS).map((name) => [name, settings[name as keyof ChosenSettings]])) as unknown as ChosenSettings;
}

function present<T extends object>(wanted: T): Partial<T> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function changesOf(before: ChosenSettings, after: ChosenSettings): Record<string, { before: unknown; after: unknown }> {
  const names = Object.keys(after) as (keyof ChosenSettings)[];
  return Object.fromEntries(names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => [name, { before: before[name], after: after[name] }]));
}

function problemsOf(wanted: Partial<ChosenSettings>): FieldError[] {
  const errors: FieldError[] = [];
  const bad = (field: string, message: string) => errors.push({ field, message });
  if (wanted.assistantName !== undefined && !wanted.assistantName.trim()) bad('assistantName', 'needs a name');
  if (wanted.disclosure && wanted.disclosureText !== undefined && !wanted.disclosureText.trim()) bad('disclosureText', 'needs a text while the disclosure is on');
  for (const name of ['handOffText', 'handOffTextClosed'] as const) if (wanted[name] !== undefined && !wanted[name].trim()) bad(name, 'needs one sentence for the customer');
  wanted.linkHosts?.forEach((host, at) => HOST.test(host) || bad(`linkHosts.${at}`, 'is no host name, for example help.example.com'));
  if (Array.isArray(wanted.replyLanguages)) {
    if (!wanted.replyLanguages.length) bad('replyLanguages', 'needs at least one language');
    wanted.replyLanguages.forEach((language, at) => LANGUAGE.test(language) || bad(`replyLanguages.${at}`, 'is no language code, for example en or pt-BR'));
  }
  return errors;
}
