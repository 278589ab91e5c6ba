import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ChannelError, type ConnectedChannel } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { AttachmentRetention } from './attachment-retention';
import { AttachmentUploads } from './attachment-uploads';
import { addChannel, createMediaFixture, type MediaFixture } from './testing/media-fixture';

let fixture: MediaFixture;
let uploads: AttachmentUploads;
const channelOf = (id: string) => ({ id, workspaceId: fixture.workspaceId, kind: 'whatsapp', mode: 'sandbox' }) as ConnectedChannel;

beforeAll(async () => {
  fixture = await createMediaFixture();
  uploads = new AttachmentUploads(fixture.database.dataSource, fixture.drivers, fixture.store);
}, 60_000);
beforeEach(() => {
  fixture.media.uploaded.length = 0;
  fixture.media.uploadScript = () => undefined;
});
afterAll(() => fixture?.close());

async function waiting(over: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const key = `${fixture.workspaceId}/${id.slice(-2)}/${id}.original`;
  const local = path.join(fixture.mediaDir, id);
  writeFileSync(local, 'photo');
  await fixture.store.put(key, local);
  const row = { id: idToBytes(id), workspace_id: idToBytes(fixture.workspaceId), direction: 'out', kind: 'image', state: 'ready', mime_type: 'image/jpeg', size_bytes: 5, storage_key: key, client_id: newId(), created_by: idToBytes(fixture.userId), ...over };
  await fixture.database.dataSource.query(`INSERT INTO attachment (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map(() => '?').join(', ')})`, Object.values(row));
  return id;
}

describe('a file on its way to a provider', () => {
  it('is uploaded once per number, however many ask at once; another process finds its id', async () => {
    const id = await waiting();
    const other = new AttachmentUploads(fixture.database.dataSource, fixture.drivers, fixture.store);
    const channel = channelOf(fixture.channelId);
    const ids = await Promise.all([uploads, uploads, uploads].map((one) => one.mediaIdFor(fixture.workspaceId, channel, id)));
    expect(new Set(ids).size).toBe(1);
    expect(await other.mediaIdFor(fixture.workspaceId, channel, id)).toBe(ids[0]);
    expect(fixture.media.uploaded).toHaveLength(1);
    expect(fixture.media.uploaded[0]).toMatchObject({ mimeType: 'image/jpeg', bytes: Buffer.from('photo') });
    expect(await uploads.mediaIdFor(fixture.workspaceId, channelOf(await addChannel(fixture)), id)).not.toBe(ids[0]);
  });

  describe('that several processes want at the same moment', () => {
    const processes = () => Array.from({ length: 3 }, () => new AttachmentUploads(fixture.database.dataSource, fixture.drivers, fixture.store));

    it('is uploaded once', async () => {
      for (let round = 0; round < 5; round++) {
        fixture.media.uploaded.length = 0;
        const [id, channel] = [await waiting(), channelOf(fixture.channelId)];
        const ids = await Promise.all(processes().map((one) => one.mediaIdFor(fixture.workspaceId, channel, id)));
        expect(new Set(ids).size).toBe(1);
        expect(fixture.media.uploaded).toHaveLength(1);
      }
    });

    it('is uploaded by another one when the first is refused or dies', async () => {
      const [id, channel] = [await waiting(), channelOf(fixture.channelId)];
      let tries = 0;
      fixture.media.uploadScript = () => {
        if (++tries === 1) throw new ChannelError('not_sent', { code: null, title: 'x', detail: 'busy', httpStatus: 503 });
      };
      const ends = await Promise.allSettled(processes().map((one) => one.mediaIdFor(fixture.workspaceId, channel, id)));
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
      expect(fixture.media.uploaded).toHaveLength(1);

      const dead = await waiting();
      await fixture.database.dataSource.query("INSERT INTO attachment_upload (attachment_id, channel_id, workspace_id, provider_media_id, expires_at, lease_owner, lease_until) VALUES (?, ?, ?, '', NOW(3), ?, NOW(3) - INTERVAL 1 SECOND)", [dead, fixture.channelId, fixture.workspaceId, newId()].map(idToBytes));
      expect(await uploads.mediaIdFor(fixture.workspaceId, channel, dead)).toMatch(/^up-/);
    });
  });

  it('is uploaded anew before its id ends', async () => {
    const id = await waiting();
    const channel = channelOf(fixture.channelId);
    const first = await uploads.mediaIdFor(fixture.workspaceId, channel, id);
    await fixture.database.dataSource.query('UPDATE attachment_upload SET expires_at = NOW(3) + INTERVAL 59 MINUTE WHERE attachment_id = ?', [idToBytes(id)]);
    expect(await uploads.mediaIdFor(fixture.workspaceId, channel, id)).not.toBe(first);
    expect(fixture.media.uploaded).toHaveLength(2);
  });

  it('a lost answer may be repeated, a refusal keeps its words', async () => {
    const id = await waiting();
    fixture.media.uploadScript = () => {
      throw new ChannelError('ambiguous', { code: null, title: 'No answer', detail: 'No answer within 180 s.', httpStatus: null });
    };
    await expect(uploads.mediaIdFor(fixture.workspaceId, channelOf(fixture.channelId), id)).rejects.toMatchObject({ errorClass: 'not_sent', facts: { detail: 'No answer within 180 s.' } });
    fixture.media.uploadScript = () => {
      throw new ChannelError('final', { code: 131053, title: 'Media upload error', detail: 'Too big.', httpStatus: 400 });
    };
    await expect(uploads.mediaIdFor(fixture.workspaceId, channelOf(fixture.channelId), id)).rejects.toMatchObject({ errorClass: 'final', facts: { code: 131053 } });
    fixture.media.uploadScript = () => undefined;
    await uploads.mediaIdFor(fixture.workspaceId, channelOf(fixture.channelId), id);
  });

  it('what is not there, refused or of another workspace is final', async () => {
    const channel = channelOf(fixture.channelId);
    for (const id of [newId(), await waiting({ state: 'failed' }), await waiting({ workspace_id: idToBytes(newId()) })]) await expect(uploads.mediaIdFor(fixture.workspaceId, channel, id)).rejects.toMatchObject({ errorClass: 'final' });
    const lost = await waiting();
    await fixture.store.remove(`${fixture.workspaceId}/${lost.slice(-2)}/${lost}.original`);
    await expect(uploads.mediaIdFor(fixture.workspaceId, channel, lost)).rejects.toMatchObject({ errorClass: 'final', facts: { detail: expect.stringContaining('missing') } });
    expect(fixture.media.uploaded).toHaveLength(0);
  });
});

describe('tidying up', () => {
  it('removes what nobody sent within a day, with its bytes, and nothing else', async () => {
    const [young, sent, old, dead] = [await waiting(), await waiting({ message_id: idToBytes(newId()), created_at: new Date('2026-01-01') }), await waiting({ created_at: new Date(Date.now() - 25 * 3_600_000) }), await waiting({ created_at: new Date('2026-01-01'), state: 'pending', storage_key: null })];
    await fixture.database.dataSource.query("INSERT INTO attachment_upload (attachment_id, channel_id, workspace_id, provider_media_id, expires_at) VALUES (?, ?, ?, 'x', NOW(3) - INTERVAL 1 DAY)", [old, fixture.channelId, fixture.workspaceId].map(idToBytes));
    const retention = new AttachmentRetention(fixture.database.dataSource, fixture.store, fixture.scratch);
    expect(await retention.removeOld()).toBe(2);
    const left = async (id: string) => [(await fixture.database.dataSource.query('SELECT 1 FROM attachment WHERE id = ?', [idToBytes(id)])).length, await fixture.store.size(`${fixture.workspaceId}/${id.slice(-2)}/${id}.original`)];
    expect([await left(young), await left(sent), await left(old), await left(dead)]).toEqual([[1, 5], [1, 5], [0, null], [0, null]]);
    expect(await fixture.database.dataSource.query('SELECT 1 FROM attachment_upload WHERE attachment_id = ?', [idToBytes(old)])).toEqual([]);
    expect(await retention.removeOld()).toBe(0);
  });
});
