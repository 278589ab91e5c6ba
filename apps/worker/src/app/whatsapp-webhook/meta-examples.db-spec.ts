import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { loadInbox, type InboxView } from './testing/inbox-view';
import { Pipeline, type TestChannel } from './testing/pipeline-fixture';

const EXAMPLES = join(__dirname, '../../../../../libs/server/whatsapp-cloud/src/lib/inbound/fixtures');
const [NADIA, NADIA_NUMBER, NEW_ID, NEW_NUMBER] = ['GB.40718823365519027741', '447700900142', 'GB.55120099318844006612', '447700900777'];

describe("Meta's examples through the whole pipeline", () => {
  let pipeline: Pipeline;
  let channel: TestChannel;
  beforeAll(async () => {
    pipeline = await Pipeline.create();
  });
  beforeEach(async () => {
    channel = await pipeline.channel();
  });
  afterAll(() => pipeline?.database.drop());

  /** An example as it would come for this channel. */
  const example = (name: string) => readFileSync(join(EXAMPLES, `${name}.json`), 'utf8').replaceAll('118820043377615', channel.externalId).replaceAll('210984455012377', channel.wabaId);
  const inbox = (): Promise<InboxView> => loadInbox(pipeline.database.dataSource, channel.workspaceId);
  const deliver = async (...names: string[]) => {
    for (const name of names) {
      await pipeline.deliver(example(name), [channel]);
      await pipeline.work();
    }
    return inbox();
  };
  /** The text that the example edits, takes back or is reacted to, from Nadia. */
  const original = async (externalId: string, body: string) => {
    const base = JSON.parse(example('in_revoke'));
    const { value } = base.entry[0].changes[0];
    const { revoke: _revoke, ...element } = value.messages[0];
    value.messages = [{ ...element, id: externalId, timestamp: '1795342000', type: 'text', text: { body } }];
    await pipeline.deliver(base, [channel]);
    await pipeline.work();
  };
  const EDITED = 'wamid.HBgMNDQ3NzAwOTAwMTQyFQIAEhgUMzcyRUEwOENBQjMzRTcxQzAyQzYA';
  const everything = () => pipeline.query<{ state: string }>("SELECT state FROM webhook_event_channel WHERE channel_id = ? AND state <> 'processed'", [idToBytes(channel.id)]);

  it('in_reaction, in_reaction_removed: on a message of the customer and before it, never as a message', async () => {
    const target = 'wamid.HBgMNDQ3NzAwOTAwMTQyFQIAERgUOUM2NzVENjNCQzgxRTkzQzkwMTgA';
    expect((await deliver('in_reaction')).messages).toEqual([]);
    await original(target, 'Sent');
    expect((await inbox()).messages).toMatchObject([{ body: 'Sent', reactions: [{ by: 'contact', emoji: '👍' }] }]);
    expect((await deliver('in_reaction_removed', 'in_reaction')).messages).toMatchObject([{ reactions: [] }]);
    expect(await everything()).toEqual([]);
  });

  it('in_edit, in_revoke: before and after their message', async () => {
    await deliver('in_edit');
    await original(EDITED, 'Hallo');
    expect((await inbox()).messages).toMatchObject([{ body: 'Hallo, ist Bestellung 5521 schon unterwegs?', editedAt: expect.any(String), revokedAt: null }]);
    const { messages, conversations } = await deliver('in_revoke', 'in_revoke');
    expect(messages).toMatchObject([{ body: null, revokedAt: expect.any(String) }]);
    expect(conversations).toMatchObject([{ preview: { text: 'This message was deleted' }, unreadCount: 1 }]);
    expect(await everything()).toEqual([]);
  });

  it.each([[['in_text', 'in_system_number_changed']], [['in_text', 'in_system_user_id_changed', 'in_system_number_changed']], [['in_text', 'in_system_number_changed', 'in_system_user_id_changed']]])('%j: the person keeps one contact and one thread', async (names) => {
    const { contacts, conversations, messages } = await deliver(...names);
    expect(contacts).toHaveLength(1);
    expect(contacts[0].identities.map(({ value }) => value)).toEqual(expect.arrayContaining([NEW_ID, NEW_NUMBER]));
    expect(contacts[0].identities.map(({ value }) => value)).not.toContain(NADIA);
    expect(conversations).toMatchObject([{ address: NEW_NUMBER, unreadCount: 1 }]);
    expect(messages.filter(({ direction }) => direction === 'system')).toHaveLength(names.length - 1);
  });

  it('in_contacts_phone_share: the phone shared on request becomes an address of the sender', async () => {
    const { contacts } = await deliver('in_contacts_phone_share');
    expect(contacts).toHaveLength(1);
    expect(contacts[0].identities.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['bsuid']));
    expect(contacts[0].identities.some(({ kind }) => kind === 'wa_id' || kind === 'phone')).toBe(true);
  });

  it('fld_smb_app_state_sync, fld_history, fld_smb_message_echoes: the phone app of a shared number', async () => {
    const { contacts, conversations, messages } = await deliver('fld_smb_app_state_sync', 'fld_history', 'fld_smb_message_echoes');
    expect(contacts.find(({ identities }) => identities.some(({ value }) => value === NADIA_NUMBER))).toMatchObject({ savedName: 'Nadia Okoro' });
    expect(conversations).toMatchObject([{ unreadCount: 0, windowExpiresAt: null, responder: 'human', preview: { text: 'Sent from my phone: on my way', direction: 'out', deliveryStatus: 'sent' } }]);
    expect(messages.map(({ direction, authorKind }) => [direction, authorKind])).toEqual([['out', 'phone'], ['in', 'contact'], ['out', 'phone']]);
    expect((await pipeline.query<{ topic: string }>('SELECT topic FROM outbox_event WHERE channel_id = ?', [idToBytes(channel.id)])).map(({ topic }) => topic)).not.toContain('message.received');
    expect(await everything()).toEqual([]);
  });

  it('fld_standby, fld_messaging_handovers: who answers, and what was said before', async () => {
    const held = await deliver('fld_standby');
    expect(held.conversations).toMatchObject([{ heldByMetaAgent: true, unreadCount: 1 }]);
    const { conversations, messages } = await deliver('fld_messaging_handovers', 'fld_messaging_handovers');
    expect(conversations).toMatchObject([{ heldByMetaAgent: false }]);
    expect(messages.filter(({ direction }) => direction === 'system').map(({ body }) => body)).toEqual([expect.stringContaining("Meta's own AI agent answers here"), expect.stringContaining('Customer asks about shipping to Spain.')]);
  });

  it('fld_user_preferences: flags the contact and tells it in the thread', async () => {
    const { contacts, messages } = await deliver('in_text', 'fld_user_preferences', 'fld_user_preferences');
    expect(contacts).toMatchObject([{ optedOutAt: '2026-11-22T10:00:00.000Z' }]);
    expect(messages.filter(({ type }) => type === 'opted_out')).toHaveLength(1);
  });

  it('in_username_user_no_phone: a name, an address and a thread without any number', async () => {
    const { contacts, conversations } = await deliver('in_username_user_no_phone');
    expect(contacts).toMatchObject([{ displayName: 'Tomás', identities: expect.arrayContaining([{ kind: 'username', value: 'tomas.rios' }]) }]);
    expect(conversations).toMatchObject([{ addressKind: 'bsuid', address: 'AR.91827364554637281900', contactName: 'Tomás' }]);
    expect(bytesToId((await pipeline.query<{ id: Buffer }>('SELECT workspace_id AS id FROM contact WHERE workspace_id = ?', [idToBytes(channel.workspaceId)]))[0].id)).toBe(channel.workspaceId);
  });
});
