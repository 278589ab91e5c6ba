import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ChannelNotices, type NewNotice } from '@mailtrixy/server/channels';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { NoticeArrival } from '../processing/inbound-sink';
import { isTemplateNotice, noticeWords } from './notice-words';

/** Writes what Meta tells about numbers and accounts into the channels that it concerns, in plain words. */
@Injectable()
export class NoticeSink {
  constructor(private readonly notices: ChannelNotices) {}

  /** In the caller's transaction; repeats safely. */
  async store(tx: EntityManager, arrivals: readonly NoticeArrival[]): Promise<void> {
    const rows: NewNotice[] = [];
    for (const arrival of arrivals) {
      const { workspaceId, receivedAt, notice } = arrival;
      if (isTemplateNotice(notice)) continue;
      const { field, event, value, providerTs } = notice;
      for (const channelId of await concerned(tx, arrival)) rows.push({ workspaceId, channelId, field, event, raw: value, at: new Date(providerTs || receivedAt.getTime()), ...noticeWords(notice) });
    }
    await this.notices.store(tx, rows);
  }
}

/** One number, when it is named by id or digits; else every number of the account in this workspace. */
async function concerned(tx: EntityManager, { workspaceId, channelId, wabaId, notice }: NoticeArrival): Promise<string[]> {
  if (notice.channelExternalId !== null || wabaId === null) return [channelId];
  const rows: { id: Buffer; displayAddress: string | null }[] = await tx.query("SELECT id, display_address AS displayAddress FROM channel WHERE workspace_id = ? AND waba_id = ? AND status <> 'disabled' ORDER BY id", [idToBytes(workspaceId), wabaId]);
  const named = notice.displayNumber ? rows.filter(({ displayAddress }) => displayAddress?.replace(/\D/g, '') === notice.displayNumber) : [];
  const all = (named.length ? named : rows).map(({ id }) => bytesToId(id));
  return all.length ? all : [channelId];
}
