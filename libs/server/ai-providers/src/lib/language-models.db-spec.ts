import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Settings } from '@mailtrixy/server/platform/config';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { Keyring } from '@mailtrixy/server/platform/secrets';
import { z } from 'zod';
import { UsageBook } from './budget/usage-book';
import { AiProviderError } from './calls/ai-provider-error';
import type { AnswerCall } from './calls/model-call';
import { CircuitBreaker } from './circuit/circuit-breaker';
import { closeProviderConnections } from './clients/provider-fetch';
import { BuiltinModel } from './embeddings/builtin-model';
import { Embeddings } from './embeddings/embeddings';
import { LanguageModels } from './language-models';
import { ProviderConnections } from './settings/provider-connections';
import { NO_PROVIDER, type ProviderRow } from './settings/provider-row';
import { ProviderRows } from './settings/provider-rows';
import { startProviderStub, type ProviderStub } from './stub/provider-stub';

const schema = z.object({ word: z.string() });
const call = (more: Partial<AnswerCall<{ word: string }>> = {}): AnswerCall<{ word: string }> => ({ purpose: 'answer', system: 'You answer.', parts: [{ role: 'user', text: 'Question?' }], schema, maxTokens: 100, ...more });

describe('the language model of a workspace', () => {
  let database: TestDatabase;
  let stub: ProviderStub;
  let workspaceId: string;
  let now = Date.UTC(2026, 10, 15);
  const folder = mkdtempSync(path.join(tmpdir(), 'mx-ai-'));
  const builtin = new BuiltinModel();

  beforeAll(async () => {
    [database, stub] = await Promise.all([createTestDatabase(), startProviderStub()]);
  }, 60_000);
  beforeEach(() => {
    stub.reset();
    workspaceId = newId();
    now = Date.UTC(2026, 10, 15);
  });
  afterAll(async () => {
    await builtin.onApplicationShutdown();
    await closeProviderConnections();
    await stub?.close();
    await database?.drop();
    rmSync(folder, { recursive: true });
  });

  /** One process's own set of services. */
  const process = () => {
    const settings = { ai: { openaiUrl: stub.url, anthropicUrl: stub.url, callTimeoutMs: 1500 } } as Settings;
    const { dataSource } = database;
    const keyring = Keyring.load({ masterKey: null, masterKeyFile: null, dataDir: folder });
    const rows = new ProviderRows(dataSource, keyring);
    const connections = new ProviderConnections(rows, settings);
    const circuit = new CircuitBreaker(dataSource);
    const book = new UsageBook(dataSource, { now: () => now });
    return { rows, circuit, book, keyring, models: new LanguageModels(rows, connections, circuit, book, settings), embeddings: new Embeddings(rows, connections, circuit, book, builtin, settings) };
  };
  const connect = async (more: Partial<ProviderRow> = {}) => {
    const { rows } = process();
    await rows.save(database.dataSource.manager, workspaceId, { ...NO_PROVIDER, version: 1, kind: 'openai', model: 'stub-small', key: rows.sealKey(workspaceId, 'key', 'sk-abcdef1234567890'), ...more });
  };
  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'answered',
      (error: unknown) => (error instanceof AiProviderError ? error.code : String(error)),
    );
  const restIsOver = () => database.dataSource.query('UPDATE ai_circuit SET open_until = NOW(3) - INTERVAL 1 SECOND WHERE workspace_id = ?', [idToBytes(workspaceId)]);
  const calls = () => database.dataSource.query('SELECT state, purpose, tokens_in, tokens_out, cost, error_code FROM ai_call WHERE workspace_id = ? ORDER BY at, id', [idToBytes(workspaceId)]) as Promise<Record<string, unknown>[]>;

  it('says that there is none', async () => {
    const { models } = process();
    expect(await models.state(workspaceId)).toMatchObject({ state: 'none', ready: false });
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('none');
    expect(stub.requests).toHaveLength(0);
  });

  it.each(['openai', 'anthropic'] as const)('asks %s with the sealed key and books what it used', async (kind) => {
    await connect({ kind, priceIn: 1_000_000, priceOut: 1_000_000 });
    stub.key('sk-abcdef1234567890');
    stub.reply(() => ({ json: { word: 'yes' } }));
    const { models, book } = process();
    const answer = await models.answer(workspaceId, call());
    expect(answer.value).toEqual({ word: 'yes' });
    const used = answer.usage.tokensIn + answer.usage.tokensOut;
    expect(await book.thisMonth(workspaceId)).toEqual({ ...answer.usage, calls: 1, cost: used });
    expect(await calls()).toMatchObject([{ state: 'settled', purpose: 'answer', error_code: null }]);
    expect(await models.state(workspaceId)).toMatchObject({ ready: true, model: 'stub-small' });
  });

  it('stays within the budget although calls run side by side', async () => {
    // A call reserves about 100 tokens of answer: two fit, whatever they really use.
    await connect({ monthlyBudget: 250, priceIn: 0, priceOut: 1_000_000, maxTokens: 100 });
    stub.reply(() => ({ json: { word: 'yes' }, delayMs: 150 }));
    const processes = [process(), process()];
    const codes = await Promise.all(Array.from({ length: 6 }, (_, at) => codeOf(processes[at % 2].models.answer(workspaceId, call()))));
    expect(codes.filter((code) => code === 'answered')).toHaveLength(2);
    expect(codes.filter((code) => code === 'budget')).toHaveLength(4);
    expect(stub.requests).toHaveLength(2);
    // What was set aside and not used is free again.
    expect(await codeOf(processes[0].models.answer(workspaceId, call()))).toBe('answered');
  });

  it('stops at the budget, says until when, and goes on next month', async () => {
    await connect({ monthlyBudget: 0.0001, priceIn: 10, priceOut: 10 });
    const { models } = process();
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('budget');
    await database.dataSource.query("INSERT INTO ai_budget (workspace_id, month, cost) VALUES (?, '2026-11', 1)", [idToBytes(workspaceId)]);
    expect(await models.state(workspaceId)).toMatchObject({ state: 'budget', ready: false, until: new Date('2026-12-01T00:00:00Z') });
    now = Date.UTC(2026, 11, 1);
    expect((await models.state(workspaceId)).state).not.toBe('budget');
  });

  it('counts a call as used whose process died', async () => {
    await connect({ monthlyBudget: 100, priceOut: 1_000_000, maxTokens: 100 });
    const { book, models } = process();
    await book.reserve(workspaceId, { purpose: 'answer', model: 'x', estimate: { tokensIn: 0, tokensOut: 60 } }, { monthlyBudget: 100, priceIn: 0, priceOut: 1_000_000 });
    await database.dataSource.query('UPDATE ai_call SET at = NOW(3) - INTERVAL 10 MINUTE WHERE workspace_id = ?', [idToBytes(workspaceId)]);
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('budget');
    stub.reply(() => ({ json: { word: 'y' } }));
    expect(await codeOf(models.answer(workspaceId, call({ maxTokens: 20 })))).toBe('answered');
    expect((await calls()).map(({ state }) => state)).toEqual(['lost', 'settled']);
    expect((await book.thisMonth(workspaceId)).cost).toBeGreaterThanOrEqual(60);
  });

  it('rests after failures in a row, for every process, and lets one try when it is over', async () => {
    await connect();
    const [one, two] = [process(), process()];
    stub.mode('e500');
    for (let i = 0; i < 5; i++) expect(await codeOf((i % 2 ? one : two).models.answer(workspaceId, call()))).toBe('down');
    expect(await codeOf(one.models.answer(workspaceId, call()))).toBe('resting');
    expect(await codeOf(two.models.answer(workspaceId, call()))).toBe('resting');
    expect(stub.requests).toHaveLength(5);
    expect(await two.models.state(workspaceId)).toMatchObject({ state: 'resting', ready: false, problem: 'The provider has a problem of its own.' });

    await restIsOver();
    const tries = await Promise.all([one, two, one, two].map(({ models }) => codeOf(models.answer(workspaceId, call()))));
    expect(tries.filter((code) => code === 'down')).toHaveLength(1);
    expect(tries.filter((code) => code === 'resting')).toHaveLength(3);
    expect((await one.circuit.state(workspaceId, 'chat')).waitMs).toBeGreaterThan(40_000);

    await restIsOver();
    stub.mode('ok');
    expect(await codeOf(two.models.answer(workspaceId, call()))).toBe('answered');
    expect(await codeOf(one.models.answer(workspaceId, call()))).toBe('answered');
    expect((await one.circuit.state(workspaceId, 'chat')).openUntil).toBeNull();
  });

  it.each(['chat', 'embed'] as const)('forgets what calls of settings that were changed meanwhile came to (%s)', async (part) => {
    const settings = { embedder: { kind: 'openai_compatible', baseUrl: stub.url, baseUrlPrivate: true, model: 'stub-embed', key: null, dimensions: 64 } } as Partial<ProviderRow>;
    await connect(settings);
    const { models, embeddings, circuit } = process();
    const model = await embeddings.of(workspaceId);
    const ask = async () => codeOf(part === 'chat' ? models.answer(workspaceId, call()) : (await embeddings.of(workspaceId))?.embed(['x']) ?? Promise.resolve());
    const save = async () => {
      await connect({ ...settings, version: 2 });
      await circuit.closeAll(database.dataSource.manager, workspaceId);
    };
    stub.mode('e401');
    stub.reply(async () => {
      await save();
      return { mode: 'e401' };
    });
    // An embedder is made once and asked for long: here until after the settings were saved.
    if (part === 'embed') await save();
    expect(await codeOf(part === 'chat' ? models.answer(workspaceId, call()) : model?.embed(['x']) ?? Promise.resolve())).toBe('key');
    expect(await circuit.state(workspaceId, part)).toMatchObject({ openUntil: null, code: null });
    stub.reply(null);
    stub.mode('ok');
    expect(await ask()).toBe('answered');

    // Nor does an old answer close what the new settings opened.
    stub.mode('e401');
    expect(await ask()).toBe('key');
    await restIsOver();
    const old = await circuit.enter(workspaceId, part, 1);
    await circuit.succeeded(workspaceId, part, old);
    expect((await circuit.state(workspaceId, part)).openUntil).not.toBeNull();
  });

  it('learns nothing bad from a stream that its reader left', async () => {
    await connect();
    const { models, circuit, book } = process();
    stub.reply(() => 'A long answer that nobody wants any more, in many pieces.');
    for (let i = 0; i < 6; i++) {
      const { deltas, done } = await models.stream(workspaceId, call());
      for await (const delta of deltas) if (delta) break;
      expect(await codeOf(done)).toContain('Nobody read');
    }
    expect(await circuit.state(workspaceId, 'chat')).toMatchObject({ failures: 0, openUntil: null });
    expect((await book.thisMonth(workspaceId)).calls).toBe(6);
  });

  it('rests no longer because more calls were under way when it began', async () => {
    await connect();
    const { models, circuit } = process();
    const all = 9;
    stub.reply(async () => {
      // Nobody fails before everybody has entered.
      while (stub.requests.length < all) await new Promise((resolve) => setImmediate(resolve));
      return { mode: 'e500' };
    });
    const codes = await Promise.all(Array.from({ length: all }, () => codeOf(models.answer(workspaceId, call()))));
    expect(codes).toEqual(Array(all).fill('down'));
    expect((await circuit.state(workspaceId, 'chat')).waitMs).toBeLessThanOrEqual(30_000);
    await restIsOver();
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('down');
    expect((await circuit.state(workspaceId, 'chat')).waitMs).toBeLessThanOrEqual(60_000);
  });

  it('learns nothing from a try that somebody stopped, and leaves the try to the next call', async () => {
    await connect();
    const { models, circuit } = process();
    stub.mode('e500');
    for (let i = 0; i < 5; i++) await codeOf(models.answer(workspaceId, call()));
    await restIsOver();
    const stop = new AbortController();
    stub.reply(() => {
      stop.abort(new Error('stopped'));
      return { mode: 'hang' };
    });
    expect(await codeOf(models.answer(workspaceId, call({ signal: stop.signal })))).toContain('stopped');
    expect((await circuit.state(workspaceId, 'chat')).openUntil).not.toBeNull();
    stub.reply(null);
    stub.mode('e500');
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('down');
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('resting');
  });

  it('leaves the try to the next call when there is no money for it', async () => {
    await connect({ monthlyBudget: 250, priceOut: 1_000_000, maxTokens: 1000 });
    const { models } = process();
    stub.mode('e401');
    expect(await codeOf(models.answer(workspaceId, call({ maxTokens: 100 })))).toBe('key');
    await restIsOver();
    stub.mode('ok');
    expect(await codeOf(models.answer(workspaceId, call({ maxTokens: 1000 })))).toBe('budget');
    expect(await codeOf(models.answer(workspaceId, call({ maxTokens: 100 })))).not.toBe('resting');
  });

  it.each([
    ['e401', 'key', 'The provider refuses the key.'],
    ['quota', 'quota', 'The amount paid to the provider is used up, or no payment is set up there.'],
    ['html', 'html', 'A web page answers at this address, no language model. Check it: most end in /v1.'],
  ] as const)('stops at once and asks for attention after %s', async (mode, code, problem) => {
    await connect();
    const { models } = process();
    stub.mode(mode);
    expect(await codeOf(models.answer(workspaceId, call()))).toBe(code);
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('resting');
    expect(await models.state(workspaceId)).toMatchObject({ state: 'attention', problem, ready: false });
    expect(stub.requests).toHaveLength(1);
    expect(await calls()).toMatchObject([{ state: 'failed', error_code: code, tokens_in: 0, tokens_out: 0 }]);
  });

  it('waits exactly as long as the provider wants', async () => {
    await connect();
    const { models } = process();
    stub.mode('e429');
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('rate');
    const resting = await models.answer(workspaceId, call()).catch((error: AiProviderError) => error);
    expect(resting).toMatchObject({ code: 'resting', retryable: true });
    expect((resting as AiProviderError).retryAfterMs).toBeLessThanOrEqual(2000);
    await restIsOver();
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('answered');
  });

  it('does not rest because a model declines, and books what that cost', async () => {
    await connect();
    const { models, book } = process();
    stub.mode('refusal');
    for (let i = 0; i < 7; i++) expect(await codeOf(models.answer(workspaceId, call()))).toBe('refused');
    expect((await book.thisMonth(workspaceId)).tokensOut).toBeGreaterThan(0);
  });

  it('books a hanging call as used, and one that was given up', async () => {
    await connect({ priceOut: 1_000_000 });
    const { models, book } = process();
    stub.mode('hang');
    expect(await codeOf(models.answer(workspaceId, call()))).toBe('timeout');
    expect((await book.thisMonth(workspaceId)).cost).toBe(100);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    expect(await codeOf(models.answer(workspaceId, call({ signal: stop.signal })))).toContain('stopped');
    expect((await calls()).map((row) => row['error_code'])).toEqual(['timeout', 'stopped']);
  });

  it('remembers the form that a server takes', async () => {
    await connect({ kind: 'openai_compatible', baseUrl: stub.url, baseUrlPrivate: true });
    stub.formats();
    const { models, rows } = process();
    await models.answer(workspaceId, call());
    expect((await rows.find(workspaceId)).structured).toBe('plain');
    stub.requests = [];
    await models.answer(workspaceId, call());
    expect(stub.requests).toHaveLength(1);
  });

  it('streams, and books the end', async () => {
    await connect();
    const { models } = process();
    stub.reply(() => 'One two three four five.');
    const { deltas, done } = await models.stream(workspaceId, call());
    let text = '';
    for await (const delta of deltas) text += delta;
    expect((await done).value).toBe(text);
    stub.mode('cut');
    const broken = await models.stream(workspaceId, call());
    for await (const delta of broken.deltas) expect(delta).toBeTruthy();
    expect(await codeOf(broken.done)).toBe('down');
    expect((await calls()).map(({ state }) => state)).toEqual(['settled', 'failed']);
  });

  it('refuses private addresses that no owner allowed', async () => {
    await connect({ kind: 'openai_compatible', baseUrl: stub.url, baseUrlPrivate: false });
    const { models } = process();
    await expect(models.answer(workspaceId, call())).rejects.toThrow('private network');
    expect(stub.requests).toHaveLength(0);
  });

  it('seals keys again with a new master key', async () => {
    await connect();
    const { rows, keyring } = process();
    const old = (await rows.find(workspaceId)).key?.keyId;
    keyring.rotate();
    expect(await rows.resealAll()).toBeGreaterThan(0);
    const after = await rows.find(workspaceId);
    expect(after.key?.keyId).not.toBe(old);
    expect(rows.openKey(workspaceId, 'key', after.key)).toBe('sk-abcdef1234567890');
    expect(() => rows.openKey(newId(), 'key', after.key)).toThrow();
    expect(() => rows.openKey(workspaceId, 'embedder_key', after.key)).toThrow();
    expect(await rows.resealAll()).toBe(0);
  });

  describe('embeddings', () => {
    const embedder = (more: Partial<ProviderRow['embedder']> = {}): ProviderRow['embedder'] => ({ kind: 'openai_compatible', baseUrl: stub.url, baseUrlPrivate: true, model: 'stub-embed', key: null, dimensions: null, ...more });
    const length = (vector: Float32Array) => Math.hypot(...vector);
    const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at], 0);

    it('are off at first', async () => {
      await connect();
      expect(await process().embeddings.of(workspaceId)).toBeNull();
    });

    it('come in batches, in order, with length 1', async () => {
      await connect({ embedder: embedder() });
      const model = await process().embeddings.of(workspaceId);
      expect(model).toMatchObject({ modelId: 'openai_compatible:stub-embed', dimensions: 64 });
      const texts = Array.from({ length: 70 }, (_, at) => `text number ${at} about parcels`);
      const vectors = (await model?.embed(texts)) ?? [];
      expect(vectors).toHaveLength(70);
      expect(length(vectors[69])).toBeCloseTo(1, 5);
      const [again] = (await model?.embed([texts[69]])) ?? [];
      expect(cosine(again, vectors[69])).toBeCloseTo(1, 5);
      expect(stub.requests.filter(({ api }) => api === 'embeddings').length).toBeGreaterThanOrEqual(4);
      expect((await process().rows.find(workspaceId)).embedder.dimensions).toBe(64);
      const [month] = await database.dataSource.query('SELECT embed_tokens FROM ai_budget WHERE workspace_id = ?', [idToBytes(workspaceId)]);
      expect(Number(month.embed_tokens)).toBeGreaterThan(100);
    });

    it('of another size than before are refused', async () => {
      await connect({ embedder: embedder({ dimensions: 64 }) });
      const model = await process().embeddings.of(workspaceId);
      stub.dimensions(32);
      expect(await codeOf(model?.embed(['x']) ?? Promise.resolve())).toBe('malformed');
      stub.dimensions(64);
      stub.mode('schema');
      expect(await codeOf(model?.embed(['x', 'y']) ?? Promise.resolve())).toBe('malformed');
    });

    it('fail on their own, not with the answers', async () => {
      await connect({ embedder: embedder({ dimensions: 64 }) });
      const { embeddings, models } = process();
      const model = await embeddings.of(workspaceId);
      stub.mode('e401');
      expect(await codeOf(model?.embed(['x']) ?? Promise.resolve())).toBe('key');
      expect(await codeOf(model?.embed(['x']) ?? Promise.resolve())).toBe('resting');
      stub.mode('ok');
      expect(await codeOf(models.answer(workspaceId, call()))).toBe('answered');
    });

    it('of a model that is used no more fail on their own', async () => {
      await connect({ embedder: embedder({ dimensions: 64 }) });
      const { embeddings, circuit } = process();
      const older = await embeddings.ofModel(workspaceId, 'openai_compatible:gone', 64);
      stub.mode('e404');
      expect(await codeOf(older?.embed(['x']) ?? Promise.resolve())).toBe('model');
      expect(await codeOf(older?.embed(['x']) ?? Promise.resolve())).toBe('resting');
      expect(stub.requests).toHaveLength(1);
      stub.mode('ok');
      expect(await circuit.state(workspaceId, 'embed')).toMatchObject({ failures: 0, openUntil: null, words: null });
      const current = await embeddings.of(workspaceId);
      expect(await current?.embed(['x'])).toHaveLength(1);
    });

    it('that take longer than who asks can wait count as failures; those that somebody stops do not', async () => {
      await connect({ embedder: embedder({ dimensions: 64 }) });
      const { embeddings, circuit } = process();
      const model = await embeddings.of(workspaceId);
      stub.mode('hang');
      /** Ends while the provider is asked, for this reason. */
      const ended = async (reason: unknown) => {
        const seen = stub.requests.length;
        const stop = new AbortController();
        const code = codeOf(model?.embed(['x'], stop.signal) ?? Promise.resolve());
        while (stub.requests.length === seen) await new Promise((resolve) => setImmediate(resolve));
        stop.abort(reason);
        return code;
      };
      for (let i = 0; i < 6; i++) expect(await ended(new Error('stopped'))).toContain('stopped');
      expect((await circuit.state(workspaceId, 'embed')).failures).toBe(0);
      for (let i = 0; i < 5; i++) expect(await ended(new DOMException('late', 'TimeoutError'))).toBe('timeout');
      expect(await codeOf(model?.embed(['x']) ?? Promise.resolve())).toBe('resting');
      expect(await circuit.state(workspaceId, 'embed')).toMatchObject({ code: 'timeout', words: 'The provider did not answer in time.' });
    });

    it('of an unknown size are asked for one within the time of who asks', async () => {
      await connect({ embedder: embedder() });
      const { embeddings } = process();
      stub.mode('hang');
      const stop = new AbortController();
      const asked = codeOf(embeddings.of(workspaceId, stop.signal));
      stop.abort(new Error('stopped'));
      expect(await asked).toContain('stopped');
    });

    it('of the built-in model need no network', async () => {
      await connect({ embedder: embedder({ kind: 'builtin', baseUrl: null, model: null }) });
      const model = await process().embeddings.of(workspaceId);
      expect(model).toMatchObject({ modelId: 'builtin:use-lite-en', dimensions: 512, englishOnly: true });
      const [a, b, c] = (await model?.embed(['How do I return a lamp?', 'Sending goods back', 'The weather is nice in Rome'])) ?? [];
      expect(a).toHaveLength(512);
      expect(length(a)).toBeCloseTo(1, 4);
      expect(cosine(a, b)).toBeGreaterThan(cosine(a, c));
      expect(stub.requests).toHaveLength(0);
    }, 60_000);
  });
});
