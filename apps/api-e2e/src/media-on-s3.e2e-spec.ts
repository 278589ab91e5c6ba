import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ConversationPage, MessagePage } from '@mailtrixy/shared/dto';
import { Stack, until } from '@mailtrixy/e2e/stack';
import S3rver from 's3rver';

/** The same way of a file with a bucket in place of the folder. */
describe('files in a bucket', () => {
  let folder: string;
  let server: S3rver;
  let stack: Stack;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'mx-bucket-'));
    server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: folder, configureBuckets: [{ name: 'media' }] });
    const { port } = await server.run();
    stack = await Stack.start({ env: { MAILTRIXY_MEDIA_STORE: 's3', S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_BUCKET: 'media', S3_PREFIX: 'inbox', S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' } });
  });
  afterAll(async () => {
    await stack?.stop();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a voice note is fetched into it and played out of it, in parts', async () => {
    const { owner, me } = await stack.workspace();
    const { number } = await stack.channel(owner);
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, { type: 'audio', audio: { sample: 'voice' } });
    const file = await until('the voice note', async () => {
      const [conversation] = (await owner.get<ConversationPage>('/conversations?view=all')).items;
      const [message] = conversation ? (await owner.get<MessagePage>(`/conversations/${conversation.id}/messages`)).items : [];
      return message?.attachment?.state === 'ready' && message.attachment;
    }, 30_000);
    const get = async (address: string | null, range?: string) => {
      const answer = await fetch(`${stack.url}${address}`, { headers: { cookie: owner.cookie, ...(range ? { range } : {}) } });
      return { status: answer.status, range: answer.headers.get('content-range'), bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const whole = await get(file.addresses.original);
    const { media } = await stack.simulator.call<{ media: { sha256: string }[] }>('GET', '/media');
    expect(media.map(({ sha256 }) => sha256)).toContain(createHash('sha256').update(whole.bytes).digest('base64'));
    const playable = await get(file.addresses.playable);
    const part = await get(file.addresses.playable, 'bytes=100-199');
    expect([part.status, part.range, part.bytes.equals(playable.bytes.subarray(100, 200))]).toEqual([206, `bytes 100-199/${playable.bytes.length}`, true]);
    expect(readdirSync(path.join(folder, 'media', 'inbox'))).toEqual([me.workspace.id]);
    // On this machine lie only files under way, and none is.
    const local = path.join(stack.env['MAILTRIXY_DATA_DIR'], 'media');
    expect(existsSync(path.join(local, me.workspace.id))).toBe(false);
    expect(readdirSync(path.join(local, 'tmp'))).toEqual([]);
  }, 60_000);
});
