import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readMediaSettings } from './media-settings';

const s3 = { MAILTRIXY_MEDIA_STORE: 's3', S3_BUCKET: 'mailtrixy-media', S3_ACCESS_KEY_ID: 'AKIDEXAMPLE', S3_SECRET_ACCESS_KEY: 'secret' };

describe('readMediaSettings', () => {
  it('keeps files beside the other data unless told otherwise', () => {
    expect(readMediaSettings({}, '/srv/data')).toEqual({ dir: '/srv/data/media', s3: null, ffmpegPath: null });
  });

  it('takes Amazon as the endpoint of a region', () => {
    expect(readMediaSettings({ ...s3, S3_REGION: 'eu-central-1', S3_PREFIX: '/inbox/' }, '/d').s3).toMatchObject({ endpoint: 'https://s3.eu-central-1.amazonaws.com', region: 'eu-central-1', prefix: 'inbox/' });
  });

  it('reads a key from a file', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mx-s3-'));
    writeFileSync(path.join(folder, 'key'), 'from-a-file\n');
    const { S3_SECRET_ACCESS_KEY: _dropped, ...rest } = s3;
    expect(readMediaSettings({ ...rest, S3_SECRET_ACCESS_KEY_FILE: path.join(folder, 'key') }, '/d').s3?.secretAccessKey).toBe('from-a-file');
    rmSync(folder, { recursive: true });
  });

  it.each([
    [{ MAILTRIXY_MEDIA_STORE: 'ftp' }, 'MAILTRIXY_MEDIA_STORE must be disk or s3'],
    [{ ...s3, S3_BUCKET: '' }, 'neither S3_BUCKET nor S3_BUCKET_FILE is set'],
    [{ ...s3, S3_BUCKET: 'Not A Bucket' }, 'not a bucket'],
    [{ ...s3, S3_ENDPOINT: 'https://s3.example.org/bucket' }, 'S3_ENDPOINT must be an http or https address without a path'],
    [{ ...s3, S3_PREFIX: 'a/../b' }, 'S3_PREFIX'],
    [{ ...s3, S3_ACCESS_KEY_ID: '', S3_ACCESS_KEY_ID_FILE: '/nowhere/key' }, 'S3_ACCESS_KEY_ID_FILE cannot be read'],
  ])('says in words what is wrong: %p', (env, words) => {
    expect(() => readMediaSettings(env, '/d')).toThrow(words);
  });
});
