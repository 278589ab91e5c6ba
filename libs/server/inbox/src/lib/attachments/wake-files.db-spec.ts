import { ChannelError } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { addChannel, createMediaFixture, type MediaFixture } from './testing/media-fixture';
import { wakeFiles } from './wake-files';

const tokenProblem = (httpStatus: number | null) => new ChannelError('hold', { code: httpStatus ? 190 : null, title: 'No usable access token', detail: 'The token has expired.', httpStatus, holdReason: 'token_invalid' });

describe('files that wait for a new token', () => {
  let fixture: MediaFixture;
  let channelId: string;
  beforeAll(async () => {
    fixture = await createMediaFixture();
  });
  beforeEach(async () => {
    channelId = await addChannel(fixture);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => fixture?.close());

  const query = (sql: string, values: unknown[] = []) => fixture.database.dataSource.query(sql, values);
  const state = async (message: string) => (await query('SELECT state, problem_code AS code, next_at > NOW(3) AS waits FROM attachment WHERE message_id = ?', [idToBytes(message)]))[0];
  const arrives = async () => {
    const id = newId();
    fixture.media.gives(id, Buffer.from('GIF89a'));
    return fixture.arrives(id, { channelId });
  };
  const fetchWoken = async () => {
    await fixture.fetcher.run();
    await fixture.fetcher.idle();
  };
  const newToken = () => query("INSERT INTO channel_secret (id, workspace_id, channel_id, name, ciphertext, key_id, last4, state) VALUES (?, ?, ?, 'access_token', 'x', 'k', '1234', 'active')", [idToBytes(newId()), idToBytes(fixture.workspaceId), idToBytes(channelId)]);

  it('come as soon as there is one', async () => {
    const message = await arrives();
    const connected = jest.spyOn(fixture.channels, 'connected').mockRejectedValue(tokenProblem(null));
    await fixture.fetchAll();
    expect(await state(message)).toMatchObject({ state: 'pending', code: 'no_access', waits: 1 });
    connected.mockRestore();
    await newToken();
    expect(await wakeFiles(fixture.database.dataSource, channelId)).toBe(true);
    await fetchWoken();
    expect(await state(message)).toMatchObject({ state: 'ready' });
    expect(await wakeFiles(fixture.database.dataSource, channelId)).toBe(false);
  });

  it('come also when Meta refused the old token so often that the number is left alone', async () => {
    const messages: string[] = [];
    while (messages.length < 6) messages.push(await arrives());
    const download = jest.spyOn(fixture.media, 'download').mockRejectedValue(tokenProblem(401));
    for (let n = 0; n < 2; n++) await fixture.fetchAll();
    expect(download.mock.calls).toHaveLength(4);
    download.mockRestore();
    await newToken();
    expect(await wakeFiles(fixture.database.dataSource, channelId)).toBe(true);
    await fetchWoken();
    // What was never asked for is due by itself.
    await fetchWoken();
    expect(await Promise.all(messages.map(async (message) => (await state(message)).state))).toEqual(Array(6).fill('ready'));
  });

  it('wait on while the channel is held, and the count of refusals stays without a new token', async () => {
    const message = await arrives();
    jest.spyOn(fixture.media, 'download').mockRejectedValue(tokenProblem(401));
    await fixture.fetchAll();
    await query("UPDATE channel SET send_hold = 'token_invalid' WHERE id = ?", [idToBytes(channelId)]);
    expect(await wakeFiles(fixture.database.dataSource, channelId)).toBe(false);
    await query('UPDATE media_budget SET paused_until = NOW(3) + INTERVAL 1 HOUR WHERE channel_id = ?', [idToBytes(channelId)]);
    await query('UPDATE channel SET send_hold = NULL WHERE id = ?', [idToBytes(channelId)]);
    expect(await wakeFiles(fixture.database.dataSource, channelId)).toBe(true);
    expect((await query('SELECT paused_until > NOW(3) AS paused FROM media_budget WHERE channel_id = ?', [idToBytes(channelId)]))[0]).toMatchObject({ paused: 1 });
    expect(await state(message)).toMatchObject({ waits: 0 });
  });

  it('of other troubles and other channels stay as they are', async () => {
    const message = await arrives();
    jest.spyOn(fixture.media, 'download').mockRejectedValue(new ChannelError('ambiguous', { code: null, title: 'x', detail: 'No answer.', httpStatus: null }));
    await fixture.fetchAll();
    await newToken();
    expect(await wakeFiles(fixture.database.dataSource, channelId)).toBe(false);
    expect(await state(message)).toMatchObject({ code: 'unreachable', waits: 1 });
  });
});
