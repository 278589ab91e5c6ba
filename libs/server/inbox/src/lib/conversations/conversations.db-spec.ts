import { ChannelError } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { stampOutbox } from '@mailtrixy/server/platform/realtime';
import { DraftStore } from '../drafts/drafts';
import { Frames } from '../live/frames';
import { Sync } from '../live/sync';
import { MessagePages } from '../messages/message-pages';
import { MarkRead } from '../read-receipts/mark-read';
import { ReceiptSender } from '../read-receipts/receipt-sender';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { ConversationActions } from './conversation-actions';
import { ConversationDetails } from './conversation-detail';
import { ConversationList } from './conversation-list';

describe('conversations', () => {
  let inbox: InboxFixture;
  let list: ConversationList;
  let details: ConversationDetails;
  let actions: ConversationActions;
  let marks: MarkRead;
  let receipts: ReceiptSender;
  let pages: MessagePages;
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const policy = (readReceipts: string) => inbox.database.dataSource.query('UPDATE channel SET settings = ?', [JSON.stringify({ readReceipts })]);

  beforeAll(async () => {
    inbox = await createInboxFixture();
    const { dataSource } = inbox.database;
    list = new ConversationList(dataSource);
    details = new ConversationDetails(dataSource);
    actions = new ConversationActions(dataSource, inbox.doorbell);
    marks = new MarkRead(dataSource, inbox.rules, inbox.doorbell);
    receipts = new ReceiptSender(dataSource, inbox.channels, inbox.drivers, inbox.doorbell);
    pages = new MessagePages(dataSource);
    await dataSource.query("INSERT INTO membership (workspace_id, user_id, role) VALUES (?, ?, 'agent')", [idToBytes(inbox.workspaceId), idToBytes(inbox.userId)]);
  });
  afterAll(() => inbox?.close());

  it('marks read up to what was seen, tells WhatsApp once, and keeps later messages unread', async () => {
    await policy('on_open');
    const conversation = await inbox.conversation();
    const first = await inbox.inbound(conversation, 'one');
    await inbox.inbound(conversation, 'two');
    expect(await details.get(inbox.workspaceId, conversation)).toMatchObject({ unreadCount: 2, firstUnreadSeq: 1 });
    expect(await marks.read(inbox.workspaceId, agent(), conversation, 1)).toMatchObject({ unreadCount: 1 });
    await receipts.run();
    expect(inbox.driver.read).toEqual([first.externalId]);
    expect(await details.get(inbox.workspaceId, conversation)).toMatchObject({ unreadCount: 1, firstUnreadSeq: 2, readReceiptProblem: null });
    await marks.read(inbox.workspaceId, agent(), conversation, 2);
    await marks.read(inbox.workspaceId, agent(), conversation, 2);
    await receipts.run();
    await receipts.run();
    expect(inbox.driver.read).toHaveLength(2);
  });

  it('never counts what was written before the number was connected', async () => {
    const conversation = await inbox.conversation();
    await inbox.inbound(conversation, 'now');
    const past = await inbox.inbound(conversation, 'of the past');
    await inbox.database.dataSource.query('UPDATE message SET received_at = NULL WHERE id = ?', [idToBytes(past.id)]);
    await inbox.database.dataSource.query('UPDATE conversation SET unread_count = 1 WHERE id = ?', [idToBytes(conversation)]);
    expect(await marks.read(inbox.workspaceId, agent(), conversation, 1)).toMatchObject({ unreadCount: 0 });
    await marks.unread(inbox.workspaceId, agent(), conversation);
    expect(await details.get(inbox.workspaceId, conversation)).toMatchObject({ unreadCount: 1, firstUnreadSeq: 1 });
  });

  it('follows the policy: on reply tells with the next answer, never tells nothing', async () => {
    const [onReply, never] = [await inbox.conversation(), await inbox.conversation()];
    // What tests before this one left to be told.
    await receipts.run();
    const told = inbox.driver.read.length;
    await policy('on_reply');
    const message = await inbox.inbound(onReply, 'hi');
    await marks.read(inbox.workspaceId, agent(), onReply, 1);
    await receipts.run();
    expect(inbox.driver.read).toHaveLength(told);
    await inbox.sender.send(inbox.workspaceId, agent(), onReply, { clientId: newId(), kind: 'reply', type: 'text', body: 'hello' });
    await receipts.run();
    expect(inbox.driver.read.slice(told)).toEqual([message.externalId]);
    await policy('never');
    await inbox.inbound(never, 'hi');
    await marks.read(inbox.workspaceId, agent(), never, 1);
    await inbox.sender.send(inbox.workspaceId, agent(), never, { clientId: newId(), kind: 'reply', type: 'text', body: 'hello' });
    await receipts.run();
    expect(inbox.driver.read).toHaveLength(told + 1);
    await policy('on_open');
  });

  it('explains a refused receipt, does not repeat it, and stops explaining after a good one', async () => {
    const conversation = await inbox.conversation();
    await inbox.inbound(conversation, 'hi');
    let calls = 0;
    inbox.driver.readScript = () => {
      calls++;
      throw new ChannelError('hold', { code: 100, subcode: 33, title: 'GraphMethodException', detail: "Unsupported post request. Object with ID '15550104477' does not exist", httpStatus: 400 });
    };
    await marks.read(inbox.workspaceId, agent(), conversation, 1);
    for (let i = 0; i < 3; i++) await receipts.run();
    expect(calls).toBe(1);
    expect((await details.get(inbox.workspaceId, conversation)).readReceiptProblem).toContain('permanent System User token');
    inbox.driver.readScript = () => undefined;
    await inbox.inbound(conversation, 'again');
    await marks.read(inbox.workspaceId, agent(), conversation, 2);
    await receipts.run();
    expect((await details.get(inbox.workspaceId, conversation)).readReceiptProblem).toBeNull();
  });

  it('makes the last message unread again, once', async () => {
    const conversation = await inbox.conversation();
    await inbox.inbound(conversation, 'a');
    await inbox.inbound(conversation, 'b');
    await marks.read(inbox.workspaceId, agent(), conversation, 2);
    expect(await marks.unread(inbox.workspaceId, agent(), conversation)).toMatchObject({ unreadCount: 1 });
    expect(await marks.unread(inbox.workspaceId, agent(), conversation)).toMatchObject({ unreadCount: 1 });
    expect(await details.get(inbox.workspaceId, conversation)).toMatchObject({ firstUnreadSeq: 2 });
  });

  it('resolves and reopens with a line in the thread; the second of two open ones is refused', async () => {
    const conversation = await inbox.conversation();
    expect(await actions.setStatus(inbox.workspaceId, agent(), conversation, 'resolved')).toMatchObject({ status: 'resolved' });
    const { version } = await actions.setStatus(inbox.workspaceId, agent(), conversation, 'resolved');
    expect(await actions.setStatus(inbox.workspaceId, agent(), conversation, 'resolved')).toMatchObject({ version });
    const newer = newId();
    await inbox.database.dataSource.query(
      "INSERT INTO conversation (id, workspace_id, channel_id, contact_id, status, open_slot, address_kind, address, last_message_at) SELECT ?, workspace_id, channel_id, contact_id, 'open', 1, address_kind, address, NOW(3) FROM conversation WHERE id = ?",
      [idToBytes(newer), idToBytes(conversation)],
    );
    await expect(actions.setStatus(inbox.workspaceId, agent(), conversation, 'open')).rejects.toMatchObject({ code: 'INBOX_ALREADY_OPEN' });
    await actions.setStatus(inbox.workspaceId, agent(), newer, 'resolved');
    expect(await actions.setStatus(inbox.workspaceId, agent(), conversation, 'open')).toMatchObject({ status: 'open' });
    expect((await pages.page(inbox.workspaceId, conversation, {})).items.map(({ type }) => type)).toEqual(['resolved', 'reopened']);
    expect((await details.get(inbox.workspaceId, conversation)).earlier.map(({ id }) => id)).toEqual([newer]);
  });

  it('assigns to active members who may answer, and to nobody else', async () => {
    const conversation = await inbox.conversation();
    expect(await actions.assign(inbox.workspaceId, agent(), conversation, inbox.userId)).toMatchObject({ assigneeId: inbox.userId });
    await expect(actions.assign(inbox.workspaceId, agent(), conversation, newId())).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await list.page(inbox.workspaceId, inbox.userId, { view: 'mine' })).items.map(({ id }) => id)).toContain(conversation);
    expect(await list.counts(inbox.workspaceId, inbox.userId)).toMatchObject({ mine: 1 });
    expect(await actions.assign(inbox.workspaceId, agent(), conversation, null)).toMatchObject({ assigneeId: null });
  });

  it('answers for another workspace’s ids as for unknown ones, and changes nothing', async () => {
    const conversation = await inbox.conversation();
    const { id } = await inbox.inbound(conversation, 'secret');
    const before = await inbox.database.dataSource.query('SELECT * FROM conversation WHERE id = ?', [idToBytes(conversation)]);
    const other = newId();
    const drafts = new DraftStore(inbox.database.dataSource);
    const attempts = [
      details.get(other, conversation),
      pages.page(other, conversation, {}),
      pages.info(other, id, true),
      marks.read(other, agent(), conversation, 1),
      marks.unread(other, agent(), conversation),
      actions.setStatus(other, agent(), conversation, 'resolved'),
      actions.assign(other, agent(), conversation, inbox.userId),
      drafts.get(other, agent(), conversation),
      drafts.put(other, agent(), conversation, { kind: 'reply', body: 'x' }),
    ];
    for (const outcome of await Promise.allSettled(attempts)) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
    expect(await inbox.database.dataSource.query('SELECT * FROM conversation WHERE id = ?', [idToBytes(conversation)])).toEqual(before);
    expect((await list.page(other, inbox.userId, { view: 'all' })).items).toEqual([]);
  });

  it('keeps drafts per person and tab', async () => {
    const conversation = await inbox.conversation();
    const drafts = new DraftStore(inbox.database.dataSource);
    await drafts.put(inbox.workspaceId, agent(), conversation, { kind: 'reply', body: 'Dear 👍' });
    await drafts.put(inbox.workspaceId, agent(), conversation, { kind: 'note', body: 'n' });
    await drafts.put(inbox.workspaceId, agent(), conversation, { kind: 'note', body: '' });
    expect(await drafts.get(inbox.workspaceId, agent(), conversation)).toEqual({ reply: 'Dear 👍', note: '' });
  });

  it('pages a thread by seq from either end and around one message', async () => {
    const conversation = await inbox.conversation();
    for (let n = 1; n <= 25; n++) await inbox.inbound(conversation, `m${n}`);
    const seqs = async (query: Parameters<MessagePages['page']>[2]) => {
      const page = await pages.page(inbox.workspaceId, conversation, { limit: 10, ...query });
      return [page.items[0]?.seq, page.items.at(-1)?.seq, page.hasOlder, page.hasNewer];
    };
    expect(await seqs({})).toEqual([16, 25, true, false]);
    expect(await seqs({ before: 16 })).toEqual([6, 15, true, true]);
    expect(await seqs({ before: 6 })).toEqual([1, 5, false, true]);
    expect(await seqs({ after: 5 })).toEqual([6, 15, true, true]);
    expect(await seqs({ around: 13 })).toEqual([8, 17, true, true]);
  });

  it('tells what changed since a cursor, and what is gone', async () => {
    const sync = new Sync(inbox.database.dataSource, new Frames(inbox.database.dataSource, inbox.channels));
    await stampOutbox(inbox.database.dataSource);
    const { syncCursor } = await list.page(inbox.workspaceId, inbox.userId, { view: 'all' });
    const conversation = await inbox.conversation();
    const { message } = await inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'x' });
    const [vanished, foreign] = [await inbox.conversation(), await inbox.conversation({ workspaceId: newId() })];
    await actions.setStatus(inbox.workspaceId, agent(), vanished, 'resolved');
    await inbox.database.dataSource.query('DELETE FROM conversation WHERE id = ?', [idToBytes(vanished)]);
    const answer = await sync.after(inbox.workspaceId, syncCursor);
    expect(answer.messages.map(({ id }) => id)).toContain(message.id);
    expect(answer.conversations.map(({ id }) => id)).toEqual([conversation]);
    // The line "resolved" went with its conversation.
    expect(answer.gone).toEqual([vanished, expect.any(String)]);
    expect(answer.more).toBe(false);
    expect((await sync.after(inbox.workspaceId, answer.cursor)).conversations).toEqual([]);
    expect((await sync.after(newId(), syncCursor)).conversations).toEqual([]);
    expect(foreign).toBeDefined();
    await expect(sync.after(inbox.workspaceId, '99999999')).rejects.toMatchObject({ code: 'SYNC_CURSOR_TOO_OLD' });
    await expect(sync.after(inbox.workspaceId, '1; DROP')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('pages 3,000 conversations without loss or repeat, and reads no more rows on page 50 than on page 1', async () => {
    const { dataSource } = inbox.database;
    const workspaceId = newId();
    const rows = Array.from({ length: 3000 }, (_, n) => [idToBytes(newId()), idToBytes(workspaceId), idToBytes(inbox.channelId), idToBytes(newId()), 'open', null, 'wa_id', '1', new Date(1_795_000_000_000 + Math.floor(n / 3) * 1000)]);
    await dataSource.query('INSERT INTO conversation (id, workspace_id, channel_id, contact_id, status, open_slot, address_kind, address, last_message_at) VALUES ?', [rows]);
    const seen = new Set<string>();
    let cursor: string | undefined;
    for (let page = 0; page < 60; page++) {
      const { items, nextCursor } = await list.page(workspaceId, inbox.userId, { view: 'all', cursor });
      for (const { id } of items) seen.add(id);
      cursor = nextCursor ?? undefined;
    }
    expect(seen.size).toBe(3000);
    expect(cursor).toBeUndefined();
    expect(await list.counts(workspaceId, inbox.userId)).toMatchObject({ all: 3000, unassigned: 3000, mine: 0 });
    const first = await list.page(workspaceId, inbox.userId, { view: 'all' });
    let deep = first.nextCursor as string;
    for (let page = 0; page < 48; page++) deep = (await list.page(workspaceId, inbox.userId, { view: 'all', cursor: deep })).nextCursor as string;
    for (const view of ['all', 'unassigned'] as const) expect(await rowsRead((run) => new ConversationList(run as never).page(workspaceId, inbox.userId, { view, cursor: deep }))).toBeLessThan(50 * 8);
  });

  /** Handler reads of one connection. Contacts, windows and channels of 51 rows are part of it. */
  async function rowsRead(work: (dataSource: unknown) => Promise<unknown>): Promise<number> {
    const runner = inbox.database.dataSource.createQueryRunner();
    const read = async () => ((await runner.query("SHOW SESSION STATUS LIKE 'Handler_read%'")) as { Value: string }[]).reduce((sum, { Value }) => sum + Number(Value), 0);
    await runner.query('FLUSH STATUS').catch(() => undefined);
    const before = await read();
    await work({ manager: runner.manager });
    const after = await read();
    await runner.release();
    return after - before;
  }
});
