import { z } from 'zod';
import type { ChatConnection } from '../clients/connection';
import { closeProviderConnections } from '../clients/provider-fetch';
import { startProviderStub, type ProviderStub, type StubMode } from '../stub/provider-stub';
import { AiProviderError } from './ai-provider-error';
import { askFormed, askStream, askText, type ModelRequest } from './ask-model';

const schema = z.object({ action: z.enum(['answer', 'hand_off']), citations: z.array(z.number()).default([]), note: z.string().nullable() });
const KEY = 'sk-proj-abcdef1234567890WXYZ';
const VALUE = { action: 'answer', citations: [1], note: null };

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterAll(async () => {
  await closeProviderConnections();
  await stub.close();
});

const connection = (kind: ChatConnection['kind'], more: Partial<ChatConnection> = {}): ChatConnection => ({ kind, baseUrl: stub.url, privateAllowed: true, model: 'stub-small', key: KEY, structured: null, ...more });
const request = (more: Partial<ModelRequest> = {}): ModelRequest & { schema: typeof schema } => ({ system: 'You answer.', parts: [{ role: 'user', text: 'Passages' }, { role: 'user', text: 'Question?' }], maxTokens: 300, timeoutMs: 2000, schema, ...more });
const failure = async (work: Promise<unknown>): Promise<AiProviderError> => {
  const error: unknown = await work.then(() => new Error('it was answered'), (reason: unknown) => reason);
  if (!(error instanceof AiProviderError)) throw error;
  return error;
};

describe.each(['openai', 'anthropic', 'openai_compatible', 'ollama'] as const)('a formed answer from %s', (kind) => {
  const ask = (mode: StubMode, more: Partial<ModelRequest> = {}) => {
    stub.mode(mode);
    stub.reply(() => ({ json: VALUE }));
    return askFormed(connection(kind), request(more));
  };

  it('is read when all is well', async () => {
    const answer = await ask('ok');
    expect(answer.value).toEqual(VALUE);
    expect(answer.repaired).toBe(false);
    expect(answer.usage.tokensIn).toBeGreaterThan(5);
    expect(answer.model).toBe('stub-small');
    expect(stub.requests).toHaveLength(1);
  });

  it('is taken out of a code fence', async () => {
    expect(await ask('fence')).toMatchObject({ value: VALUE, repaired: true });
  });

  it.each([
    ['trunc', 'truncated'],
    ['long', 'truncated'],
    ['refusal', 'refused'],
    ['schema', 'malformed'],
    ['empty', 'malformed'],
    ['e401', 'key'],
    ['e404', 'model'],
    ['e429', 'rate'],
    ['quota', 'quota'],
    ['e500', 'down'],
    ['reset', 'down'],
    ['cut', 'down'],
    ['html', 'html'],
    ['redirect', 'html'],
  ] as const)('that comes as %s is told as "%s", asked once', async (mode, code) => {
    const error = await failure(ask(mode));
    expect(error.code).toBe(code);
    expect(stub.requests).toHaveLength(1);
    expect(error.retryable).toBe(['rate', 'timeout', 'down'].includes(code));
    expect(`${error.words} ${error.detail ?? ''} ${error.message}`).not.toMatch(/abcdef|WXYZ|sk-/);
  });

  it('that the content filter ended is refused although it is valid', async () => {
    expect(['filtered', 'refused']).toContain((await failure(ask('filter'))).code);
  });

  it('that does not come in time is told so', async () => {
    expect((await failure(ask('hang', { timeoutMs: 150 }))).code).toBe('timeout');
  });

  it('can be given up by whoever asked', async () => {
    const stop = new AbortController();
    const asked = ask('hang', { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });

  it('says when nothing listens', async () => {
    const gone = await startProviderStub();
    await gone.close();
    const error = await failure(askFormed(connection(kind, { baseUrl: gone.url }), request()));
    expect(error).toMatchObject({ code: 'down', words: expect.stringContaining('refused') as string });
  });

  it('waits as long as the provider wants', async () => {
    expect((await failure(ask('e429'))).retryAfterMs).toBe(1500);
    expect((await askFormed(connection(kind), request())).value).toEqual(VALUE);
  });
});

describe('how the form is asked for', () => {
  it('goes to chat completions of OpenAI with a strict schema, parts kept apart', async () => {
    stub.reply(() => ({ json: VALUE }));
    await askFormed(connection('openai'), request());
    const [asked] = stub.requests;
    expect(asked.path).toBe('/v1/chat/completions');
    expect(asked.format).toBe('json_schema');
    expect(asked.texts).toEqual(['Passages', 'Question?']);
    expect(asked.body).toMatchObject({ response_format: { json_schema: { strict: true, schema: { additionalProperties: false, required: ['action', 'citations', 'note'] } } } });
    expect(asked.raw).not.toContain('"default"');
  });

  it('always limits Anthropic, and reads a forced tool of an unknown model', async () => {
    stub.reply(() => ({ json: VALUE }));
    const answer = await askFormed(connection('anthropic', { model: 'some-new-model' }), request());
    expect(answer.value).toEqual(VALUE);
    expect(stub.requests[0].body).toMatchObject({ max_tokens: 300 });
    expect(stub.requests[0].path).toBe('/v1/messages');
  });

  it('puts the schema into the prompt where the provider takes none', async () => {
    stub.reply(() => ({ json: VALUE }));
    const { mode } = await askFormed(connection('openai_compatible'), request());
    expect(mode).toBe('json_object');
    expect(stub.requests[0].format).toBe('json_object');
    expect(stub.requests[0].system).toContain('"hand_off"');
    expect(stub.requests[0].texts).toEqual(['Passages\n\nQuestion?']);
  });

  it('goes down to the next weaker way when a server refuses one', async () => {
    stub.reply(() => ({ json: VALUE }));
    stub.formats('json_object');
    expect((await askFormed(connection('openai'), request())).mode).toBe('json_object');
    stub.formats();
    expect((await askFormed(connection('openai_compatible', { structured: 'json_schema' }), request())).mode).toBe('plain');
    expect(stub.requests.map(({ format }) => format)).toEqual(['json_schema', 'json_object', 'json_schema', 'json_object', null]);
  });

  it('mends what is nearly JSON', async () => {
    stub.reply(() => "<think>hm {</think>{'action': 'answer', citations: [1,], note: null}");
    expect(await askFormed(connection('ollama', { structured: 'plain' }), request())).toMatchObject({ value: VALUE, repaired: true });
  });
});

describe.each(['openai', 'anthropic', 'openai_compatible'] as const)('a text that %s streams', (kind) => {
  const read = async (mode: StubMode, more: Partial<ModelRequest> = {}) => {
    stub.mode(mode);
    stub.reply(() => 'We are open from nine to five, and on Saturdays until noon.');
    const { deltas, done } = askStream(connection(kind), request(more));
    const seen: string[] = [];
    for await (const delta of deltas) seen.push(delta);
    return { seen, done };
  };

  it('comes in pieces and is whole at the end', async () => {
    const { seen, done } = await read('ok');
    expect(seen.length).toBeGreaterThan(2);
    expect(await done).toMatchObject({ value: seen.join(''), finishReason: 'stop' });
  });

  it.each([
    ['cut', 'down'],
    ['trunc', 'truncated'],
    ['e401', 'key'],
    ['e500', 'down'],
    ['html', 'html'],
    ['empty', 'malformed'],
  ] as const)('and comes as %s is no answer', async (mode, code) => {
    const { done } = await read(mode);
    const error = await failure(done);
    // A page of HTML is an event stream without events to some clients.
    expect(mode === 'html' ? ['html', 'down', 'malformed'] : [code]).toContain(error.code);
  });

  it('ends when whoever asked gives up', async () => {
    const stop = new AbortController();
    stub.reply(() => 'A long answer that nobody wants any more, in many pieces.');
    const { deltas, done } = askStream(connection(kind), request({ signal: stop.signal }));
    stub.mode('hang');
    setTimeout(() => stop.abort(new Error('enough')), 20);
    for await (const delta of deltas) expect(delta).toBeTruthy();
    await expect(done).rejects.toThrow('enough');
  });
});

it('asks for a plain text', async () => {
  stub.reply(() => 'Good morning.');
  expect(await askText(connection('openai'), request())).toMatchObject({ value: 'Good morning.', finishReason: 'stop' });
  stub.mode('empty');
  expect((await failure(askText(connection('openai'), request()))).code).toBe('malformed');
});

describe('addresses', () => {
  it.each(['http://127.0.0.1:8080/v1', 'http://10.0.0.8/v1', 'http://[::1]/v1', 'http://[::ffff:127.0.0.1]/v1', 'http://2130706433/v1', 'http://localhost:8080/v1', 'http://100.64.0.1/v1'])('of the private network %s are not called unless an owner allows it', async (baseUrl) => {
    const error = await failure(askText(connection('openai_compatible', { baseUrl, privateAllowed: false }), request()));
    expect(error.words).toContain('private network');
  });

  it.each(['http://169.254.169.254/v1', 'http://0.0.0.0/v1', 'http://[fe80::1]/v1', 'http://224.0.0.1/v1'])('like %s are never called', async (baseUrl) => {
    const error = await failure(askText(connection('openai_compatible', { baseUrl }), request()));
    expect(error.words).toContain('may not be called');
  });
});
