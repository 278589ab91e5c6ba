import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { newId } from '@mailtrixy/server/platform/clock';
import type { S3Settings } from '@mailtrixy/server/platform/config';
import S3rver from 's3rver';
import { DiskStore } from './disk-store';
import type { MediaStore } from './media-store';
import { S3Store } from './s3-store';
import { Scratch } from './scratch';
import { signatureServer } from './testing/signature-server';

let folder: string;
let server: S3rver;
let s3: S3Settings;
const opened: S3Store[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mx-store-'));
  server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: path.join(folder, 's3'), configureBuckets: [{ name: 'media-bucket' }] });
  const { port } = await server.run();
  s3 = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', bucket: 'media-bucket', prefix: 'inbox/', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
});
afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function s3Store(over: Partial<S3Settings> = {}): S3Store {
  const store = new S3Store({ ...s3, ...over });
  opened.push(store);
  return store;
}

function fail(): never {
  throw new Error('it was taken');
}

function localFile(bytes: Buffer): string {
  const file = path.join(folder, newId());
  writeFileSync(file, bytes);
  return file;
}

const newKey = () => `${newId()}/7f/${newId()}.original`;

const STORES: [string, () => MediaStore][] = [
  ['disk', () => new DiskStore(path.join(folder, 'disk'))],
  ['s3', () => s3Store()],
];

describe.each(STORES)('a store on %s', (_kind, make) => {
  it('gives back what it took, whole and in parts', async () => {
    const store = make();
    const bytes = randomBytes(3 * 1024 * 1024);
    const key = newKey();
    await store.put(key, localFile(bytes), 'video/mp4');
    const whole = await store.open(key);
    expect([whole?.sizeBytes, await store.size(key)]).toEqual([bytes.length, bytes.length]);
    expect((await buffer(whole!.stream)).equals(bytes)).toBe(true);
    const part = await store.open(key, { start: 1_000_000, end: 1_000_099 });
    expect(part?.sizeBytes).toBe(bytes.length);
    expect((await buffer(part!.stream)).equals(bytes.subarray(1_000_000, 1_000_100))).toBe(true);
    const last = await store.open(key, { start: bytes.length - 1, end: bytes.length - 1 });
    expect(await buffer(last!.stream)).toHaveLength(1);
  });

  it('keeps the second writing of a key', async () => {
    const store = make();
    const key = newKey();
    await store.put(key, localFile(Buffer.from('first')), 'text/plain');
    await store.put(key, localFile(Buffer.from('second')), 'text/plain');
    expect((await buffer((await store.open(key))!.stream)).toString()).toBe('second');
  });

  it('says null for what is not there and removes without complaint', async () => {
    const store = make();
    const key = newKey();
    expect([await store.open(key), await store.size(key)]).toEqual([null, null]);
    await store.remove(key);
    await store.put(key, localFile(Buffer.from('x')), 'text/plain');
    await store.remove(key);
    expect(await store.open(key)).toBeNull();
  });

  it.each(['../../etc/passwd', '/etc/passwd', `${newId()}/7f/../../x.original`, ''])('takes no key that is not ours: %s', async (key) => {
    const store = make();
    await expect(Promise.resolve().then(() => store.open(key))).rejects.toThrow('not a media key');
    await expect(Promise.resolve().then(() => store.remove(key))).rejects.toThrow('not a media key');
  });

  it('does not keep a file that could not be read', async () => {
    const store = make();
    const key = newKey();
    await expect(store.put(key, path.join(folder, 'nowhere'), 'text/plain')).rejects.toThrow();
    expect(await store.open(key)).toBeNull();
  });
});

describe('on disk', () => {
  it('nobody else may read, and nothing half-written stays', async () => {
    const root = path.join(folder, 'rights');
    const key = newKey();
    await new DiskStore(root).put(key, localFile(Buffer.from('secret')));
    expect(statSync(path.join(root, key)).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(path.join(root, key))).mode & 0o777).toBe(0o700);
    expect(readdirSync(path.dirname(path.join(root, key)))).toHaveLength(1);
  });
});

describe('on S3', () => {
  it('requests are signed over address, headers and body; a wrong secret is said with the server’s own code', async () => {
    const checker = signatureServer('right-canary');
    await new Promise<void>((resolve) => checker.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(checker.address() as AddressInfo).port}`;
    const [good, bad] = [s3Store({ endpoint, secretAccessKey: 'right-canary' }), s3Store({ endpoint, secretAccessKey: 'wrong-canary' })];
    await good.put(newKey(), localFile(randomBytes(100_000)), 'image/jpeg');
    expect(await good.open(newKey())).not.toBeNull();
    await good.remove(newKey());
    const error: Error = await bad.put(newKey(), localFile(Buffer.from('x')), 'text/plain').then(fail, (cause: Error) => cause);
    expect(error.message).toMatch(/HTTP 403 \(SignatureDoesNotMatch\)/);
    expect(error.message).not.toContain('canary');
    checker.closeAllConnections();
    checker.close();
  });

  it('a missing bucket is not taken for a missing file when writing', async () => {
    await expect(s3Store({ bucket: 'no-such-bucket' }).put(newKey(), localFile(Buffer.from('x')), 'text/plain')).rejects.toThrow('NoSuchBucket');
  });
});

describe('Scratch', () => {
  it('gives each piece of work a folder and takes it back, also after a failure', async () => {
    const scratch = new Scratch(path.join(folder, 'scratch'));
    let seen = '';
    await expect(
      scratch.use(async (own) => {
        seen = own;
        writeFileSync(path.join(own, 'x'), 'x');
        throw new Error('failed');
      }),
    ).rejects.toThrow('failed');
    expect(() => statSync(seen)).toThrow();
  });

  it('clears away what a killed process left, and nothing younger', async () => {
    const root = path.join(folder, 'killed');
    for (const [name, hours] of [['old', 7], ['young', 1]] as const) {
      const at = path.join(root, 'tmp', name);
      mkdirSync(at, { recursive: true });
      utimesSync(at, new Date(Date.now() - hours * 3_600_000), new Date(Date.now() - hours * 3_600_000));
    }
    expect(await new Scratch(root).clear(Date.now())).toBe(1);
    expect(readdirSync(path.join(root, 'tmp'))).toEqual(['young']);
  });
});
