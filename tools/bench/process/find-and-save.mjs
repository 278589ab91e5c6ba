// The measure: what a plain TypeORM program does for each message, with entities, find and save, one after the other.
import { randomUUID } from 'node:crypto';
import typeorm from 'typeorm';
import { connection } from '../lab/services.mjs';
import { delivery } from '../lab/channel.mjs';

const { DataSource, EntitySchema } = typeorm;
const { BENCH_DATABASE_URL, BENCH_COUNT, BENCH_FIRST, BENCH_WORKSPACE, BENCH_CHANNEL } = process.env;
const bytes = (id) => Buffer.from(id.replaceAll('-', ''), 'hex');
const workspaceId = bytes(BENCH_WORKSPACE);
const channelId = bytes(BENCH_CHANNEL);
const id = { type: 'binary', length: 16, primary: true };
const ref = (name) => ({ type: 'binary', length: 16, name });
const text = (name, nullable = false) => ({ type: 'varchar', name, nullable });

const Contact = new EntitySchema({ name: 'contact', columns: { id, workspaceId: ref('workspace_id'), profileName: text('profile_name', true) } });
const Identity = new EntitySchema({ name: 'contact_identity', columns: { id, workspaceId: ref('workspace_id'), contactId: ref('contact_id'), kind: text('kind'), value: text('value'), uniqueValue: text('unique_value', true) } });
const Conversation = new EntitySchema({ name: 'conversation', columns: { id, workspaceId: ref('workspace_id'), channelId: ref('channel_id'), contactId: ref('contact_id'), status: text('status'), openSlot: { type: 'tinyint', name: 'open_slot', nullable: true }, addressKind: text('address_kind'), address: text('address'), lastSeq: { type: 'int', name: 'last_seq' }, lastMessageAt: { type: 'datetime', precision: 3, name: 'last_message_at' }, preview: text('preview'), unreadCount: { type: 'int', name: 'unread_count' } } });
const Message = new EntitySchema({ name: 'message', columns: { id: { type: 'binary', length: 16 }, conversationId: { type: 'binary', length: 16, name: 'conversation_id', primary: true }, seq: { type: 'int', primary: true }, workspaceId: ref('workspace_id'), channelId: ref('channel_id'), direction: text('direction'), type: text('type'), body: { type: 'mediumtext', nullable: true }, externalId: text('external_id', true), authorKind: text('author_kind'), providerTs: { type: 'datetime', precision: 3, name: 'provider_ts', nullable: true } } });
const { host, port, socketPath, user, password, database } = connection(BENCH_DATABASE_URL);
const source = await new DataSource({ type: 'mariadb', ...(socketPath ? { socketPath } : { host, port }), username: user, password, database, timezone: 'Z', entities: [Contact, Identity, Conversation, Message], synchronize: false }).initialize();
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
process.send({ type: 'ready', url: '' });

for (let index = 0; index < Number(BENCH_COUNT); index++) {
  const { value } = JSON.parse(delivery(Number(BENCH_FIRST) + index)).entry[0].changes[0];
  const message = value.messages[0];
  await source.transaction(async (tx) => {
    const [contacts, identities, conversations, messages] = [Contact, Identity, Conversation, Message].map((schema) => tx.getRepository(schema));
    const externalId = message.id.replace('BENCH', 'LOOP');
    if (await messages.findOneBy({ channelId, externalId })) return;
    const waId = `9${message.from}`;
    let identity = await identities.findOneBy({ workspaceId, kind: 'wa_id', uniqueValue: waId });
    if (!identity) {
      const contact = await contacts.save({ id: bytes(randomUUID()), workspaceId, profileName: value.contacts[0].profile.name });
      identity = await identities.save({ id: bytes(randomUUID()), workspaceId, contactId: contact.id, kind: 'wa_id', value: waId, uniqueValue: waId });
    }
    let conversation = await conversations.findOneBy({ channelId, contactId: identity.contactId, openSlot: 1 });
    conversation ??= await conversations.save({ id: bytes(randomUUID()), workspaceId, channelId, contactId: identity.contactId, status: 'open', openSlot: 1, addressKind: 'wa_id', address: waId, lastSeq: 0, lastMessageAt: new Date(), preview: '', unreadCount: 0 });
    conversation.lastSeq++;
    conversation.unreadCount++;
    conversation.preview = message.text.body.slice(0, 255);
    conversation.lastMessageAt = new Date();
    await messages.save({ id: bytes(randomUUID()), conversationId: conversation.id, seq: conversation.lastSeq, workspaceId, channelId, direction: 'in', type: 'text', body: message.text.body, externalId, authorKind: 'contact', providerTs: new Date(Number(message.timestamp) * 1000) });
    await conversations.save(conversation);
  });
}
