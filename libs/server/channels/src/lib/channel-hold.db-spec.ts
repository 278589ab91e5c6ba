import { ACCOUNTS_ENTITIES, AuditLog } from '@mailtrixy/server/accounts';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { Keyring } from '@mailtrixy/server/platform/secrets';
import { ChannelAccessService } from './channel-access.service';
import { ChannelSecretsRepository } from './channel-secrets.repository';
import { ChannelsRepository } from './channels.repository';
import { CHANNEL_ENTITIES } from './entities';

const EXPIRED = { reason: 'token_invalid', detail: 'Session has expired', code: 190 } as const;

describe('a hold that an error of the token brings', () => {
  let database: TestDatabase;
  let secrets: ChannelSecretsRepository;
  let access: ChannelAccessService;
  let workspaceId: string;
  let channelId: string;

  beforeAll(async () => {
    database = await createTestDatabase([...ACCOUNTS_ENTITIES, ...CHANNEL_ENTITIES]);
    secrets = new ChannelSecretsRepository(database.dataSource, Keyring.load({ masterKey: 'ab'.repeat(32), masterKeyFile: null, dataDir: '' }));
    const doorbell = { ring: () => undefined, ringOutbox: () => undefined } as unknown as Doorbell;
    access = new ChannelAccessService(new ChannelsRepository(database.dataSource), secrets, new AuditLog(database.dataSource, new SystemClock()), doorbell);
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    [workspaceId, channelId] = [newId(), newId()];
    await database.dataSource.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Test', 'Europe/Berlin')", [idToBytes(workspaceId)]);
    await database.dataSource.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, settings) VALUES (?, ?, 'whatsapp', 'live', 'active', 'WhatsApp', ?, '{}')", [idToBytes(channelId), idToBytes(workspaceId), channelId.slice(0, 18)]);
  });

  const paste = (token: string) =>
    inTransaction(database.dataSource, async (tx) => {
      await secrets.supersede(tx, workspaceId, channelId, 'access_token', false);
      await secrets.insert(tx, workspaceId, channelId, 'access_token', token, null);
    });
  const held = async () => {
    access.forget(workspaceId, channelId);
    return (await access.findState(workspaceId, channelId))?.sendHold?.reason ?? null;
  };

  it('stands while the channel has the token that was refused', async () => {
    await paste('EAAold');
    await access.hold(workspaceId, channelId, EXPIRED, await access.connected(workspaceId, channelId));
    expect(await held()).toBe('token_invalid');
  });

  it('does not come when the answer to the old token arrives after a new one was pasted', async () => {
    await paste('EAAold');
    const used = await access.connected(workspaceId, channelId);
    await paste('EAAnew');
    await access.hold(workspaceId, channelId, EXPIRED, used);
    expect(await held()).toBeNull();
    // The next send of this process must not take the old one out of the cache again.
    expect((await access.connected(workspaceId, channelId)).accessToken).toBe('EAAnew');
  });

  it('does not come either when no token was found a moment before one was pasted', async () => {
    const missing = await access.connected(workspaceId, channelId).catch((error: unknown) => error);
    expect(missing).toMatchObject({ errorClass: 'hold' });
    await paste('EAAnew');
    await access.hold(workspaceId, channelId, { ...EXPIRED, code: null }, { accessToken: null });
    expect(await held()).toBeNull();
  });

  it('stands for a token that is missing still', async () => {
    await access.hold(workspaceId, channelId, { ...EXPIRED, code: null }, { accessToken: null });
    expect(await held()).toBe('token_invalid');
  });

  it('stands for what is no matter of the token, whichever was used', async () => {
    await paste('EAAold');
    const used = await access.connected(workspaceId, channelId);
    await paste('EAAnew');
    await access.hold(workspaceId, channelId, { reason: 'account_locked', detail: 'Locked', code: 131031 }, used);
    expect(await held()).toBe('account_locked');
  });
});
