import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { MessagePages } from '../messages/message-pages';
import { bsuid, InboundBench, inboundChange, inboundMessage, waId } from '../testing/inbound-events';

const NADIA = [bsuid('GB.40718823365519027741'), waId('447700900142')];
const SECOND = 1000;

describe('what changes after a message', () => {
  let database: TestDatabase;
  let inbox: InboundBench;
  const at = Date.now() - 60 * SECOND;
  beforeAll(async () => {
    database = await createTestDatabase([], { connections: 12, statementTimeoutMs: 10_000 });
  });
  beforeEach(async () => {
    inbox = new InboundBench(database);
    await inbox.addChannel();
  });
  afterAll(() => database?.drop());

  const text = (body: string, over = {}) => inboundMessage(NADIA, { body, providerTs: at, ...over });
  const outbox = () => inbox.query<{ topic: string }>('SELECT topic FROM outbox_event WHERE workspace_id = ? ORDER BY id', [idToBytes(inbox.workspaceId)]);

  describe('reactions', () => {
    const react = (target: { externalId: string }, emoji: string | null, after: number, over = {}) => inboundChange('reaction', NADIA, { direction: 'in', targetExternalId: target.externalId, emoji, providerTs: at + after * SECOND, ...over });

    it('show on their message and in the list, without unread, window or a line of their own', async () => {
      const message = text('It arrived');
      await inbox.receive(message);
      const before = await inbox.conversationOf(message);
      await inbox.change(react(message, '❤', 5));
      expect((await inbox.messageOf(message)).reactions).toEqual([{ by: 'contact', emoji: '❤', userId: null, at: new Date(at + 5 * SECOND).toISOString(), state: 'done' }]);
      expect((await inbox.messageOf(message)).version).toBe(2);
      const after = await inbox.conversationOf(message);
      expect(after).toMatchObject({ unreadCount: before.unreadCount, windowExpiresAt: before.windowExpiresAt, lastMessageAt: before.lastMessageAt, lastSeq: before.lastSeq, preview: { text: 'Reacted ❤ to: It arrived', type: 'reaction', direction: 'in' } });
      expect(after.version).toBeGreaterThan(before.version);
      expect((await outbox()).map(({ topic }) => topic)).toEqual(['message.received', 'message.updated']);
    });

    it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]], [[2, 0, 1]]])('the newest wins in the order %j, and a removal stays removed', async (order) => {
      const message = text('hi');
      await inbox.receive(message);
      const steps = [react(message, '👍', 1), react(message, '😂', 2), react(message, null, 3)];
      for (const step of order) await inbox.change(steps[step]);
      expect((await inbox.messageOf(message)).reactions).toEqual([]);
      expect((await inbox.conversationOf(message)).preview).toMatchObject({ text: 'hi', type: 'text' });
      for (const step of order) await inbox.change(steps[step]);
      expect((await inbox.messageOf(message)).reactions).toEqual([]);
    });

    it('that are taken back show the last message again, not the past that came after it', async () => {
      const message = text('now');
      await inbox.receive(message);
      await inbox.receive(text('long ago', { historical: true, providerTs: at - 40 * 86_400 * SECOND }));
      await inbox.change(react(message, '👍', 1));
      await inbox.change(react(message, null, 2));
      expect((await inbox.conversationOf(message)).preview).toMatchObject({ text: 'now', direction: 'in' });
    });

    it('that come before their message wait for it', async () => {
      const message = text('late');
      await inbox.change(react(message, '🎉', 1));
      expect(await inbox.contacts()).toEqual([]);
      await inbox.receive(message);
      expect((await inbox.messageOf(message)).reactions).toMatchObject([{ by: 'contact', emoji: '🎉' }]);
    });

    it('of both sides stand side by side, one each; a repeated delivery changes nothing', async () => {
      const message = text('hi');
      await inbox.receive(message);
      const theirs = react(message, '👍', 1);
      await inbox.change([theirs, react(message, '🙏', 2, { direction: 'out' })]);
      await inbox.change(theirs);
      expect((await inbox.messageOf(message)).reactions).toMatchObject([{ by: 'contact', emoji: '👍' }, { by: 'us', emoji: '🙏' }]);
      expect((await inbox.messageOf(message)).version).toBe(3);
    });

    it('stay in the list, and the conversation in its place, when the past comes', async () => {
      const message = text('now');
      await inbox.receive(message);
      await inbox.change(react(message, '👍', 1));
      const { lastMessageAt } = await inbox.conversationOf(message);
      await inbox.receive(text('long ago', { historical: true, providerTs: at - 40 * 86_400 * SECOND }));
      expect(await inbox.conversationOf(message)).toMatchObject({ lastMessageAt, preview: { text: 'Reacted 👍 to: now', type: 'reaction' } });
    });

    it('do not hide what was written after them', async () => {
      const [first, second] = [text('first'), text('second', { providerTs: at + 10 * SECOND })];
      await inbox.receive([first, second]);
      await inbox.change(react(first, '👍', 5));
      expect((await inbox.conversationOf(first)).preview.text).toBe('second');
    });
  });

  describe('edits and take-backs', () => {
    const edit = (target: { externalId: string }, body: string, after: number) => inboundChange('revision', NADIA, { change: 'edit', targetExternalId: target.externalId, body, providerTs: at + after * SECOND });
    const revoke = (target: { externalId: string }, after: number) => inboundChange('revision', NADIA, { change: 'revoke', targetExternalId: target.externalId, body: null, providerTs: at + after * SECOND });
    const versions = async (message: { externalId: string }, admin: boolean) => (await new MessagePages(database.dataSource).info(inbox.workspaceId, (await inbox.messageOf(message)).id, admin)).versions.map(({ kind, body }) => `${kind}: ${body}`);

    it('an edit changes the text and the list; admins see every text', async () => {
      const message = text('Wo ist 5521?');
      await inbox.receive(message);
      const { version } = await inbox.messageOf(message);
      await inbox.change(edit(message, 'Wo ist 5522?', 1));
      expect(await inbox.messageOf(message)).toMatchObject({ body: 'Wo ist 5522?', editedAt: new Date(at + SECOND).toISOString(), revokedAt: null, version: version + 1 });
      expect((await inbox.conversationOf(message)).preview.text).toBe('Wo ist 5522?');
      expect(await versions(message, true)).toEqual(['original: Wo ist 5521?', 'edit: Wo ist 5522?']);
      expect(await versions(message, false)).toEqual([]);
    });

    it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 0, 2]], [[0, 2, 1]], [[2, 0, 1]]])('message and two edits in the order %j end with the newest text', async (order) => {
      const message = text('one');
      const steps = [() => inbox.receive(message), () => inbox.change(edit(message, 'two', 1)), () => inbox.change(edit(message, 'three', 2))];
      for (const step of order) await steps[step]();
      expect(await inbox.messageOf(message)).toMatchObject({ body: 'three', editedAt: new Date(at + 2 * SECOND).toISOString() });
      expect(await versions(message, true)).toEqual(['original: one', 'edit: two', 'edit: three']);
      expect((await inbox.conversationOf(message)).preview.text).toBe('three');
    });

    it('a take-back hides text and content, also when it comes first or twice; admins keep the copy', async () => {
      const content = { kind: 'location' as const, latitude: 1, longitude: 2, name: 'Depot', address: null, url: null };
      for (const early of [true, false]) {
        const message = inboundMessage(NADIA, { body: 'Depot', type: 'location', content, providerTs: at });
        const gone = revoke(message, 3);
        if (early) await inbox.change(gone);
        await inbox.receive(message);
        await inbox.change([gone, gone]);
        await inbox.change(revoke(message, 4));
        expect(await inbox.messageOf(message)).toMatchObject({ body: null, content: null, payload: null, revokedAt: new Date(at + 3 * SECOND).toISOString() });
        expect((await inbox.conversationOf(message)).preview).toMatchObject({ text: 'This message was deleted', type: 'text' });
        expect((await new MessagePages(database.dataSource).info(inbox.workspaceId, (await inbox.messageOf(message)).id, true)).versions[0]).toMatchObject({ kind: 'original', body: 'Depot', content });
      }
    });

    it('a reply to a message that was taken back does not show its text', async () => {
      const [first, reply] = [text('secret'), inboundMessage(NADIA, {})];
      await inbox.receive([first, { ...reply, quotedExternalId: first.externalId }]);
      await inbox.change(revoke(first, 1));
      expect((await inbox.messageOf(reply)).quoted).toMatchObject({ text: 'This message was deleted' });
    });

    it('meets its message when both are processed at the same moment', async () => {
      for (let round = 0; round < 10; round++) {
        const message = inboundMessage([bsuid(`GB.e${round}`)], { body: 'one', providerTs: at });
        const change = inboundChange('revision', [bsuid(`GB.e${round}`)], { change: 'edit', targetExternalId: message.externalId, body: 'two', providerTs: at + SECOND });
        await Promise.all([inbox.receive(message), inbox.change(change)]);
        expect((await inbox.messageOf(message)).body).toBe('two');
      }
    });
  });

  describe('preferences', () => {
    const prefer = (value: 'stop' | 'resume', after: number) => inboundChange('preference', NADIA, { category: 'marketing_messages', value, providerTs: at + after * SECOND });

    it.each([[[0, 1]], [[1, 0]], [[1, 0, 1, 0]]])('the newest counts, in whatever order they come: %j', async (order) => {
      const message = text('hi');
      await inbox.receive(message);
      const steps = [prefer('resume', 1), prefer('stop', 2)];
      for (const step of order) await inbox.change(steps[step]);
      expect((await inbox.contacts())[0].optedOutAt).toBe(new Date(at + 2 * SECOND).toISOString());
      expect((await inbox.thread((await inbox.conversationOf(message)).id)).filter(({ type }) => type === 'opted_out')).toHaveLength(1);
      await inbox.change(prefer('resume', 3));
      expect((await inbox.contacts())[0].optedOutAt).toBeNull();
    });

    it('of somebody who never wrote: the older stop that comes last does not undo the resume', async () => {
      await inbox.change(prefer('resume', 2));
      await inbox.change(prefer('stop', 1));
      expect(await inbox.contacts()).toMatchObject([{ optedOutAt: null }]);
    });

    it('leave a STOP in words as it is: only words end it', async () => {
      const message = text('STOP');
      await inbox.receive(message);
      const source = async () => (await inbox.query<{ source: string }>('SELECT opt_source AS source FROM contact WHERE workspace_id = ?', [idToBytes(inbox.workspaceId)]))[0].source;
      await inbox.query("UPDATE contact SET opted_out_at = ?, opt_changed_at = ?, opt_source = 'words' WHERE workspace_id = ?", [new Date(at), new Date(at), idToBytes(inbox.workspaceId)]);
      for (const change of [prefer('stop', 1), prefer('resume', 2), prefer('stop', 3)]) {
        await inbox.change(change);
        expect(await source()).toBe('words');
        expect((await inbox.contacts())[0].optedOutAt).toBe(new Date(at).toISOString());
      }
    });

    it('of somebody who never wrote is kept for later', async () => {
      await inbox.change(prefer('stop', 1));
      expect(await inbox.contacts()).toMatchObject([{ optedOutAt: new Date(at + SECOND).toISOString() }]);
    });
  });

  it('a handover marks the thread and tells the summary once; the newest counts', async () => {
    const message = text('Do you ship to Spain?', { standby: true });
    await inbox.receive([message, text('Hello?', { standby: true })]);
    const held = await inbox.conversationOf(message);
    expect(held).toMatchObject({ heldByMetaAgent: true, unreadCount: 2 });
    expect((await outbox()).map(({ topic }) => topic)).not.toContain('message.received');
    const back = inboundChange('handover', NADIA, { owner: 'us', summary: 'Asks about Spain.', providerTs: at + 5 * SECOND });
    await inbox.change([back, back]);
    await inbox.change(inboundChange('handover', NADIA, { owner: 'meta_agent', summary: null, providerTs: at + SECOND }));
    expect(await inbox.conversationOf(message)).toMatchObject({ heldByMetaAgent: false });
    const lines = (await inbox.thread(held.id)).filter(({ direction }) => direction === 'system').map(({ body }) => body);
    expect(lines).toEqual([expect.stringContaining("Meta's own AI agent answers here"), "Meta's AI agent handed this over: Asks about Spain."]);
  });

  it("the phone's address book names contacts that have no name here, and its removals take nothing away", async () => {
    const book = (savedName: string | null, action: 'add' | 'remove' = 'add') => inboundChange('address_book', [waId('447700900142')], { savedName, action });
    await inbox.change(book('Nadia (shop)'));
    const message = text('hi', { profileName: 'nadi' });
    await inbox.receive(message);
    expect(await inbox.contacts()).toMatchObject([{ displayName: 'Nadia (shop)', profileName: 'nadi' }]);
    const { version } = await inbox.conversationOf(message);
    await inbox.change([book('Somebody else'), book(null, 'remove')]);
    expect(await inbox.contacts()).toMatchObject([{ savedName: 'Nadia (shop)' }]);
    expect((await inbox.conversationOf(message)).version).toBe(version);
  });

  it('changes of one delivery stay within their workspace', async () => {
    const message = text('hi');
    await inbox.receive(message);
    const other = new InboundBench(database);
    await other.addChannel();
    await other.change(inboundChange('reaction', NADIA, { direction: 'in', targetExternalId: message.externalId, emoji: '👍' }));
    await other.change(inboundChange('revision', NADIA, { change: 'revoke', targetExternalId: message.externalId, body: null }));
    expect(await inbox.messageOf(message)).toMatchObject({ reactions: [], revokedAt: null });
    expect(bytesToId((await inbox.query<{ id: Buffer }>('SELECT workspace_id AS id FROM message WHERE external_id = ?', [message.externalId]))[0].id)).toBe(inbox.workspaceId);
  });
});
