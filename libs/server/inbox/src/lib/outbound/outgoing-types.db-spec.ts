import { ChannelError, type OutboundContent } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { AttachmentKind, Message, SendMessageRequest } from '@mailtrixy/shared/dto';
import { loadConversationRows } from '../conversations/conversation-rows';
import { loadMessages } from '../messages/message-rows';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { RetryMessage } from './retry-message';
import { SettleSends } from './settle-sends';

type Ask = Omit<SendMessageRequest, 'clientId' | 'kind' | 'body'> & { body?: string };

describe('every outbound type', () => {
  let inbox: InboxFixture;
  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> => inbox.database.dataSource.query(sql, values);
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const send = async (conversationId: string, ask: Ask) => (await inbox.sender.send(inbox.workspaceId, agent(), conversationId, { clientId: newId(), kind: 'reply', body: '', ...ask })).message;
  const read = async (id: string): Promise<Message> => (await loadMessages(inbox.database.dataSource.manager, inbox.workspaceId, [id])).get(id) as Message;
  const preview = async (id: string) => (await loadConversationRows(inbox.database.dataSource.manager, inbox.workspaceId, [id])).get(id)?.preview;
  const attempts = (messageId: string) => query<{ phase: string; error_code: number | null; note: string | null }>('SELECT phase, error_code, note FROM send_attempt WHERE message_id = ? ORDER BY no', [idToBytes(messageId)]);
  const taken = (): OutboundContent => inbox.driver.accepted.at(-1)?.content as OutboundContent;
  const file = async (kind: AttachmentKind, over: Record<string, unknown> = {}) => {
    const id = newId();
    const row = { id: idToBytes(id), workspace_id: idToBytes(inbox.workspaceId), direction: 'out', kind, state: 'ready', declared_type: 'x/y', mime_type: 'x/y', file_name: kind === 'document' ? 'invoice.pdf' : null, storage_key: 'k', size_bytes: 3, ...over };
    await query(`INSERT INTO attachment (${Object.keys(row).join(', ')}) VALUES (?)`, [Object.values(row)]);
    return id;
  };
  const template = async (over: Record<string, unknown> = {}, components: unknown[] = [{ type: 'BODY', text: 'Hi {{1}}, parcel {{2}} left.', example: { body_text: [['Nadia', '5521']] } }]) => {
    const id = newId();
    const row = { id: idToBytes(id), workspace_id: idToBytes(inbox.workspaceId), waba_id: '210984455012377', name: `t_${id.replaceAll('-', '')}`, language: 'en_US', status: 'APPROVED', category: 'UTILITY', components: JSON.stringify(components), content_hash: Buffer.alloc(32), ...over };
    await query(`INSERT INTO template (${Object.keys(row).join(', ')}) VALUES (?)`, [Object.values(row)]);
    return id;
  };
  const clearHold = (conversationId: string) => query('UPDATE outbound_lane SET next_at = NOW(3), hold_until = NULL WHERE conversation_id = ? AND next_at IS NOT NULL', [idToBytes(conversationId)]);
  const refusal = (code: number | null, errorClass: ChannelError['errorClass'] = 'final') => new ChannelError(errorClass, { code, title: 'T', detail: 'D', httpStatus: 400 });

  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  beforeEach(async () => {
    inbox.driver.script = () => undefined;
    inbox.driver.after = () => undefined;
    inbox.driver.problems = () => [];
    inbox.uploader.script = () => undefined;
    await query('UPDATE channel SET send_hold = NULL');
  });
  afterAll(() => inbox?.close());

  const card = { name: 'Support Desk', phones: [{ phone: '+1555', type: 'WORK', waId: null }], emails: [], organisation: null, addresses: [], urls: [], birthday: null };
  const CASES: [string, Ask, OutboundContent, Partial<Message>, { text: string; type: string }][] = [
    ['text', { type: 'text', body: 'see https://x.org', previewUrl: false }, { type: 'text', body: 'see https://x.org', previewUrl: false }, { type: 'text', body: 'see https://x.org' }, { text: 'see https://x.org', type: 'text' }],
    ['location', { type: 'location', location: { latitude: 52.37, longitude: 4.89, name: 'Warehouse 12' } }, { type: 'location', location: { latitude: 52.37, longitude: 4.89, name: 'Warehouse 12' } }, { type: 'location', content: { kind: 'location', latitude: 52.37, longitude: 4.89, name: 'Warehouse 12', address: null, url: null } }, { text: 'Warehouse 12', type: 'location' }],
    ['contacts', { type: 'contacts', contacts: [card] }, { type: 'contacts', cards: [card] }, { type: 'contacts', content: { kind: 'contacts', cards: [card], requested: false } }, { text: 'Support Desk', type: 'contacts' }],
    ...(
      [
        { type: 'button', buttons: [{ id: 'y', title: 'Yes' }] },
        { type: 'list', button: 'Choose', sections: [{ rows: [{ id: '1', title: 'One' }] }] },
        { type: 'cta_url', displayText: 'Open', url: 'https://x.org' },
        { type: 'flow', flowId: '1', cta: 'Go', screen: 'A', data: { a: 1 } },
        { type: 'location_request' },
        { type: 'contact_request' },
        { type: 'product', catalogId: '1', productId: 'A' },
        { type: 'product_list', header: { type: 'text', text: 'H' }, catalogId: '1', sections: [{ title: 'S', productIds: ['A'] }] },
        { type: 'catalog' },
      ] as NonNullable<SendMessageRequest['interactive']>[]
    ).map(
      (interactive): (typeof CASES)[number] => [
        `interactive ${interactive.type}`,
        { type: 'interactive', body: 'Question?', interactive },
        { type: 'interactive', body: 'Question?', interactive, headerMediaId: null, headerFileName: null },
        { type: 'interactive', body: 'Question?', content: { kind: 'interactive', interactive } },
        { text: 'Question?', type: 'interactive' },
      ],
    ),
  ];

  it.each(CASES)('%s: stored, shown, sent and followed', async (_name, ask, content, shown, row) => {
    const conversation = await inbox.conversation();
    const quoted = await inbox.inbound(conversation, 'question');
    const message = await send(conversation, { ...ask, replyToMessageId: quoted.id });
    expect(message).toMatchObject({ ...shown, deliveryStatus: 'queued', display: 'bubble' });
    expect(await preview(conversation)).toMatchObject({ ...row, direction: 'out' });
    await inbox.drain();
    expect(taken()).toEqual(content);
    expect(inbox.driver.accepted.at(-1)?.quoted).toBe(quoted.externalId);
    await inbox.status(inbox.driver.accepted.at(-1)?.externalId as string, 'delivered');
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'delivered', quoted: { id: quoted.id } });
  });

  it.each(['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const)('%s: uploaded first, then sent by its id; never uploaded twice', async (kind) => {
    const conversation = await inbox.conversation();
    const attachmentId = await file(kind);
    const message = await send(conversation, { type: 'media', attachmentId, body: 'caption' });
    expect(message.type).toBe(kind === 'voice' ? 'audio' : kind);
    await inbox.drain();
    const mediaId = `media.${inbox.uploader.uploaded.length}`;
    expect(taken()).toEqual({ type: 'media', kind, mediaId, caption: 'caption', fileName: kind === 'document' ? 'invoice.pdf' : null });
    expect(inbox.uploader.uploaded.filter((id) => id === attachmentId)).toHaveLength(1);
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted' });
    // The file is the message's now.
    await expect(send(conversation, { type: 'media', attachmentId })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID', more: { errors: [{ field: 'attachmentId' }] } });
  });

  it('sends a header file with an interactive message', async () => {
    const attachmentId = await file('document');
    const interactive = { type: 'button' as const, header: { type: 'document' as const, attachmentId }, buttons: [{ id: 'y', title: 'Yes' }] };
    const conversation = await inbox.conversation();
    await send(conversation, { type: 'interactive', body: 'Read it?', interactive });
    await inbox.drain();
    expect(taken()).toMatchObject({ headerMediaId: `media.${inbox.uploader.uploaded.length}`, headerFileName: 'invoice.pdf' });
    await expect(send(conversation, { type: 'interactive', body: 'x', interactive: { ...interactive, header: { type: 'image', attachmentId: await file('video') } } })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID' });
  });

  it('refuses files that are not ready, failed, of another workspace or of another conversation', async () => {
    const conversation = await inbox.conversation();
    const ask = async (over: Record<string, unknown>) => send(conversation, { type: 'media', attachmentId: await file('image', over) });
    await expect(ask({ state: 'pending' })).rejects.toMatchObject({ code: 'ATTACHMENT_NOT_READY' });
    await expect(ask({ state: 'failed', problem_words: 'Too large.' })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID', detail: 'Too large.' });
    await expect(ask({ workspace_id: idToBytes(newId()) })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID' });
    await expect(ask({ conversation_id: idToBytes(newId()) })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID' });
    await expect(ask({ direction: 'in' })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID' });
    await expect(send(conversation, { type: 'media', attachmentId: 'x' })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID' });
  });

  it("keeps the thread's order while a file goes up, and the lane leased", async () => {
    const conversation = await inbox.conversation({ address: '447700900555' });
    let go = (): void => undefined;
    inbox.uploader.script = () => new Promise<void>((resolve) => (go = resolve));
    await send(conversation, { type: 'media', attachmentId: await file('video') });
    await send(conversation, { type: 'text', body: 'after the video' });
    await inbox.engine.run();
    await inbox.anotherEngine().run();
    expect(inbox.driver.accepted.filter(({ to }) => to === '447700900555')).toHaveLength(0);
    go();
    await inbox.drain();
    await inbox.drain();
    expect(inbox.driver.accepted.filter(({ to }) => to === '447700900555').map(({ content }) => content.type)).toEqual(['media', 'text']);
  });

  it('tries an upload again after a failure, fails for good with its words, and waits on a hold', async () => {
    const conversation = await inbox.conversation();
    inbox.uploader.script = () => {
      throw refusal(null, 'not_sent');
    };
    const message = await send(conversation, { type: 'media', attachmentId: await file('image') });
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'queued', attemptNo: 1, retry: { attempt: 1 } });
    expect(await attempts(message.id)).toEqual([]);

    inbox.uploader.script = () => {
      throw refusal(131053);
    };
    await query('UPDATE message SET next_at = NULL WHERE id = ?', [idToBytes(message.id)]);
    await clearHold(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code: 131053, detail: 'D' } });

    inbox.uploader.script = () => {
      throw new ChannelError('hold', { code: 190, title: 'T', detail: 'D', httpStatus: 401, holdReason: 'token_invalid' });
    };
    const held = await send(conversation, { type: 'media', attachmentId: await file('image') });
    await inbox.drain();
    expect(await read(held.id)).toMatchObject({ deliveryStatus: 'queued' });
    expect(await query('SELECT send_hold FROM channel WHERE id = ?', [idToBytes(inbox.channelId)])).toEqual([{ send_hold: 'token_invalid' }]);
  });

  it('a cut answer after the upload leaves the send unconfirmed; the machine never repeats it, a person does with the same file', async () => {
    const conversation = await inbox.conversation();
    const attachmentId = await file('image');
    inbox.driver.after = () => {
      throw refusal(null, 'ambiguous');
    };
    const before = inbox.driver.accepted.length;
    const message = await send(conversation, { type: 'media', attachmentId });
    await inbox.drain();
    await clearHold(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'unconfirmed' });
    expect(inbox.driver.accepted).toHaveLength(before + 1);
    inbox.driver.after = () => undefined;
    await new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell).retry(inbox.workspaceId, agent(), message.id, newId());
    await clearHold(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted', attemptNo: 2 });
    expect(inbox.driver.accepted).toHaveLength(before + 2);
    expect(inbox.uploader.uploaded.filter((id) => id === attachmentId)).toHaveLength(1);
  });

  it('a worker that dies in an upload: another one takes over, and the first sends nothing when it comes back', async () => {
    const conversation = await inbox.conversation({ address: '447700900556' });
    const other = inbox.anotherEngine();
    let wake = (): void => undefined;
    inbox.uploader.script = () => new Promise<void>((resolve) => (wake = resolve));
    const message = await send(conversation, { type: 'media', attachmentId: await file('video') });
    await inbox.engine.run();
    inbox.uploader.script = () => undefined;
    // Its lease ran out.
    await query('UPDATE outbound_lane SET next_at = NOW(3) WHERE conversation_id = ?', [idToBytes(conversation)]);
    await other.run();
    await other.idle();
    await other.run();
    await other.idle();
    wake();
    await inbox.drain();
    await inbox.drain();
    expect(inbox.driver.accepted.filter(({ to }) => to === '447700900556')).toHaveLength(1);
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted', attemptNo: 1 });
  });

  it('a worker that dies after the upload, on the wire: unconfirmed, never repeated, resolved by the token in a status', async () => {
    const conversation = await inbox.conversation();
    // Accepted, and then the process is gone: its answer is never stored.
    const store = jest.spyOn(SettleSends.prototype, 'store').mockImplementation(() => new Promise(() => undefined));
    const message = await send(conversation, { type: 'media', attachmentId: await file('image') });
    const before = inbox.driver.accepted.length;
    await inbox.anotherEngine().run();
    for (let waited = 0; inbox.driver.accepted.length === before && waited < 500; waited++) await new Promise((resolve) => setTimeout(resolve, 10));
    const [sent] = inbox.driver.accepted.slice(-1);
    store.mockRestore();
    await query('UPDATE outbound_lane SET next_at = NOW(3) WHERE conversation_id = ?', [idToBytes(conversation)]);
    await inbox.drain();
    await clearHold(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'unconfirmed' });
    expect(inbox.driver.accepted).toHaveLength(before + 1);
    await inbox.status(sent.externalId, 'delivered', { token: sent.token });
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'delivered' });
  });

  it('uploads anew when the id expired, or when Meta refused the file and a person retries', async () => {
    const conversation = await inbox.conversation();
    const attachmentId = await file('image');
    inbox.driver.script = () => {
      throw refusal(131053);
    };
    const message = await send(conversation, { type: 'media', attachmentId });
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'failed' });
    inbox.driver.script = () => undefined;
    const retries = new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell);
    await retries.retry(inbox.workspaceId, agent(), message.id, newId());
    await inbox.drain();
    expect(inbox.uploader.uploaded.filter((id) => id === attachmentId)).toHaveLength(2);
    await inbox.status(inbox.driver.accepted.at(-1)?.externalId as string, 'failed', { error: { code: 131026, title: 'x', detail: 'x' } });
    await query('UPDATE attachment_upload SET expires_at = NOW(3) WHERE attachment_id = ?', [idToBytes(attachmentId)]);
    await retries.retry(inbox.workspaceId, agent(), message.id, newId());
    await inbox.drain();
    expect(inbox.uploader.uploaded.filter((id) => id === attachmentId)).toHaveLength(3);
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted', attemptNo: 3 });
  });

  it('says what the driver found, with fields, before anything is stored', async () => {
    const conversation = await inbox.conversation();
    inbox.driver.problems = () => [{ field: 'location.latitude', message: 'The latitude must lie between -90 and 90 degrees.' }];
    await expect(send(conversation, { type: 'location', location: { latitude: 99, longitude: 0 } })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID', detail: 'The latitude must lie between -90 and 90 degrees.', more: { errors: [{ field: 'location.latitude' }] } });
    expect(await query('SELECT 1 FROM message WHERE conversation_id = ?', [idToBytes(conversation)])).toEqual([]);
    await expect(inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'note', type: 'location', body: 'x' })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID' });
  });

  it('needs the open window for everything but a template', async () => {
    const conversation = await inbox.conversation({ windowMs: null });
    for (const [, ask] of CASES) await expect(send(conversation, ask)).rejects.toMatchObject({ code: 'INBOX_REPLY_WINDOW_CLOSED' });
    await expect(send(conversation, { type: 'media', attachmentId: await file('image') })).rejects.toMatchObject({ code: 'INBOX_REPLY_WINDOW_CLOSED' });
    const message = await send(conversation, { type: 'template', template: { templateId: await template(), values: { 'body.1': 'Nadia', 'body.2': '5521' } } });
    expect(message).toMatchObject({ type: 'template', body: 'Hi Nadia, parcel 5521 left.', content: { kind: 'template', language: 'en_US' } });
    await inbox.drain();
    expect(taken()).toMatchObject({ type: 'template', language: 'en_US', components: [{ type: 'body', parameters: [{ type: 'text', text: 'Nadia' }, { type: 'text', text: '5521' }] }] });
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted' });
    expect(await query('SELECT 1 AS used FROM template_use WHERE message_id = ?', [idToBytes(message.id)])).toEqual([{ used: 1 }]);
  });

  it('puts the id of an uploaded file into the header of a template', async () => {
    const templateId = await template({}, [{ type: 'HEADER', format: 'IMAGE' }, { type: 'BODY', text: 'Look.' }]);
    const conversation = await inbox.conversation({ windowMs: null });
    await send(conversation, { type: 'template', template: { templateId, values: { header: await file('image') } } });
    await inbox.drain();
    expect(JSON.stringify(taken())).toContain(`"image":{"id":"media.${inbox.uploader.uploaded.length}"}`);
    await expect(send(conversation, { type: 'template', template: { templateId, values: { header: await file('video') } } })).rejects.toMatchObject({ code: 'INBOX_CONTENT_INVALID' });
  });

  it('sends no marketing template to whom it stopped, neither when asked nor when its turn comes', async () => {
    const marketing = await template({ category: 'MARKETING' }, [{ type: 'BODY', text: 'Sale.' }]);
    const conversation = await inbox.conversation({ windowMs: null });
    const ask = () => send(conversation, { type: 'template', template: { templateId: marketing, values: {} } });
    const optOut = (at: string) => query(`UPDATE contact ct JOIN conversation c ON c.contact_id = ct.id SET ct.opted_out_at = ${at} WHERE c.id = ?`, [idToBytes(conversation)]);
    const message = await ask();
    await optOut('NOW(3)');
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code: 131050 } });
    await expect(ask()).rejects.toMatchObject({ code: 'INBOX_OPTED_OUT' });
    await expect(new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell).retry(inbox.workspaceId, agent(), message.id, newId())).rejects.toMatchObject({ code: 'INBOX_OPTED_OUT' });
    await send(conversation, { type: 'template', template: { templateId: await template({}, [{ type: 'BODY', text: 'Your parcel.' }]), values: {} } });
    await inbox.drain();
    expect(taken()).toMatchObject({ type: 'template' });
  });

  it.each([132000, 132001, 132012, 132015, 132016])('asks for a sync after %i, fills the template in again and sends it once more, no third time', async (code) => {
    const templateId = await template();
    const conversation = await inbox.conversation({ windowMs: null });
    inbox.driver.script = () => {
      throw refusal(code);
    };
    const message = await send(conversation, { type: 'template', template: { templateId, values: { 'body.1': 'Nadia', 'body.2': '5521' } } });
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'queued', attemptNo: 2 });
    expect(await attempts(message.id)).toMatchObject([{ phase: 'rejected', error_code: code }]);
    const sync = () => query<{ due: number }>("SELECT next_at <= NOW(3) AS due FROM template_sync WHERE waba_id = '210984455012377'");
    expect(await sync()).toEqual([{ due: 1 }]);
    expect(inbox.doorbell.rung).toContain('templates');
    // Still under way: nothing is sent.
    await clearHold(conversation);
    await inbox.drain();
    expect(await attempts(message.id)).toHaveLength(1);

    await query('UPDATE template SET components = ?, content_hash = ? WHERE id = ?', [JSON.stringify([{ type: 'BODY', text: 'Dear {{1}}: {{2}} is on its way!' }]), Buffer.alloc(32, 1), idToBytes(templateId)]);
    await query("UPDATE template_sync SET state = 'done', started_at = NOW(3), finished_at = NOW(3)");
    await clearHold(conversation);
    const driverSaw: OutboundContent[] = [];
    inbox.driver.script = ({ content }) => {
      // Another test's message may still be under way.
      if (content.type !== 'template') return;
      driverSaw.push(content);
      throw refusal(code);
    };
    await inbox.drain();
    expect(driverSaw).toHaveLength(1);
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'failed', body: 'Dear Nadia: 5521 is on its way!', deliveryError: { code } });
    expect(await attempts(message.id)).toHaveLength(2);
  });

  it('does not send the same again when the sync found no change, until a person presses Retry', async () => {
    const templateId = await template();
    const conversation = await inbox.conversation({ windowMs: null });
    inbox.driver.script = () => {
      throw refusal(132000);
    };
    const message = await send(conversation, { type: 'template', template: { templateId, values: { 'body.1': 'a', 'body.2': 'b' } } });
    await inbox.drain();
    let sends = 0;
    inbox.driver.script = ({ content }) => void (sends += Number(content.type === 'template'));
    const afterSync = async () => {
      await query("UPDATE template_sync SET state = 'done', started_at = NOW(3)");
      await clearHold(conversation);
      await inbox.drain();
    };
    await afterSync();
    expect((await read(message.id)).deliveryError?.detail).toContain('as it was filled in');
    expect(sends).toBe(0);
    await new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell).retry(inbox.workspaceId, agent(), message.id, newId());
    await inbox.drain();
    await afterSync();
    expect(sends).toBe(1);
    expect((await read(message.id)).deliveryStatus).toBe('accepted');
  });

  it('fails with our words when the template cannot be sent after the sync', async () => {
    const templateId = await template();
    const conversation = await inbox.conversation({ windowMs: null });
    inbox.driver.script = () => {
      throw refusal(132001);
    };
    const message = await send(conversation, { type: 'template', template: { templateId, values: { 'body.1': 'a', 'body.2': 'b' } } });
    await inbox.drain();
    await query("UPDATE template SET status = 'REJECTED' WHERE id = ?", [idToBytes(templateId)]);
    await query("UPDATE template_sync SET state = 'done', started_at = NOW(3)");
    await clearHold(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code: 132001 } });
    expect((await read(message.id)).deliveryError?.detail).toMatch(/reject/i);
  });

  it('sends no template that was paused while it waited', async () => {
    const templateId = await template({}, [{ type: 'BODY', text: 'x' }]);
    const conversation = await inbox.conversation({ windowMs: null });
    const message = await send(conversation, { type: 'template', template: { templateId, values: {} } });
    await query("UPDATE template SET status = 'PAUSED' WHERE id = ?", [idToBytes(templateId)]);
    const before = inbox.driver.accepted.length;
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code: 132015 } });
    expect(inbox.driver.accepted).toHaveLength(before);
  });

  it("takes the thread from Meta's own agent", async () => {
    const conversation = await inbox.conversation();
    await query('UPDATE conversation SET meta_agent = 1 WHERE id = ?', [idToBytes(conversation)]);
    await inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'only a note' });
    expect(await query('SELECT meta_agent FROM conversation WHERE id = ?', [idToBytes(conversation)])).toEqual([{ meta_agent: 1 }]);
    await send(conversation, { type: 'location', location: { latitude: 1, longitude: 1 } });
    expect(await query('SELECT meta_agent FROM conversation WHERE id = ?', [idToBytes(conversation)])).toEqual([{ meta_agent: 0 }]);
  });

  it('gives one message for one clientId, and refuses it for other content', async () => {
    const conversation = await inbox.conversation();
    const clientId = newId();
    const ask = (latitude: number) => inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId, kind: 'reply', type: 'location', body: '', location: { latitude, longitude: 0 } });
    const first = await ask(1);
    expect((await ask(1)).message.id).toBe(first.message.id);
    await expect(ask(2)).rejects.toMatchObject({ code: 'CLIENT_ID_REUSED' });
  });
});
