import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { WebhookCredential } from '@mailtrixy/server/channels';
import { claimedAccount, claimedNumber } from './claimed-number';
import { isUsableSecret, readSignature, sameDigest, signBody } from './signature';
import { findSigner, type TriedSecret } from './signature-check';

const body = readFileSync(path.join(__dirname, '../inbound/fixtures/signature-vector.txt'));
const hex = 'a'.repeat(64);

const credential = (appSecret: string, externalId: string, wabaId: string | null = null): WebhookCredential => ({ secretId: `s-${appSecret}`, appSecret, last4: appSecret.slice(-4), channels: [{ channelId: `c-${externalId}`, workspaceId: 'w', externalId, wabaId }] });

describe('signature', () => {
  it("passes Meta's vector over the raw bytes, and not the re-serialised ones", () => {
    expect(body.length).toBe(399);
    expect(signBody('mailtrixy-test-app-secret', body).toString('hex')).toBe('865fc0d5bd4dfbfe4d0897765b5ebb9678d2a91aa0ef5d3e9fde5a372fa711de');
    const again = Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))));
    expect(signBody('mailtrixy-test-app-secret', again).toString('hex')).toBe('23d2aa4e4e9372e2c2dfd9c6afb3d409bccef93ef7de71db513fa91eb5a6b3d4');
  });

  it.each([undefined, ''])('calls %p missing', (header) => expect(readSignature(header)).toEqual({ reason: 'signature_missing' }));

  it.each([`sha256=${hex}, sha256=${hex}`, hex, `sha1=${hex.slice(0, 40)}`, `sha256=${hex.slice(1)}`, `sha256=${hex}a`, `sha256=${hex.toUpperCase()}`, `sha256=${'z'.repeat(64)}`, ` sha256=${hex}`, `sha256=${hex}\n`, 'x'.repeat(65_536)])('calls a header of another shape malformed', (header) => expect(readSignature(header)).toEqual({ reason: 'signature_malformed' }));

  it('calls several headers malformed', () => expect(readSignature([`sha256=${hex}`, `sha256=${hex}`])).toEqual({ reason: 'signature_malformed' }));

  it('fails for every flipped bit', () => {
    const digest = signBody('mailtrixy-test-app-secret', body);
    for (let bit = 0; bit < 256; bit++) {
      const flipped = Buffer.from(digest);
      flipped[bit >> 3] ^= 1 << (bit & 7);
      expect(sameDigest(digest, flipped)).toBe(false);
    }
    for (let at = 0; at < body.length; at += 7) {
      const flipped = Buffer.from(body);
      flipped[at] ^= 1;
      expect(sameDigest(digest, signBody('mailtrixy-test-app-secret', flipped))).toBe(false);
    }
  });

  it('never uses an empty, blank or short secret', () => {
    for (const secret of ['', ' '.repeat(40), 'short', 'x'.repeat(15)]) expect(isUsableSecret(secret)).toBe(false);
    expect(isUsableSecret('x'.repeat(16))).toBe(true);
  });

  it('compares digests of different lengths without throwing', () => expect(sameDigest(Buffer.alloc(0), Buffer.alloc(32))).toBe(false));
});

describe('claimed number and account', () => {
  it('are found without parsing', () => {
    expect(claimedNumber(body)).toBe('118820043377615');
    expect(claimedAccount(body)).toBe('210984455012377');
    expect(claimedNumber(Buffer.from('{"phone_number_id" :\n "77"'))).toBe('77');
  });
  it('are null where nothing usable is named', () => {
    for (const text of ['', '{}', '"phone_number_id":12', '"phone_number_id":"<script>"', `"phone_number_id":"${'9'.repeat(65)}"`, '"phone_number_id"']) expect(claimedNumber(Buffer.from(text))).toBeNull();
  });
});

describe('findSigner', () => {
  const secrets = ['first-secret-000', 'second-secret-00', 'third-secret-000'];
  const credentials = secrets.map((secret, index) => credential(secret, String(1000 + index)));
  const digestBy = (secret: string) => createHmac('sha256', secret).update(body).digest();

  it('tries the secret of the claimed number first and stops at the match', async () => {
    const tried: TriedSecret[] = [];
    expect(await findSigner(body, digestBy(secrets[2]), credentials, '1002', new Set(), tried)).toBe(credentials[2]);
    expect(tried).toEqual([]);
  });

  it('tries all others too, and tells only a piece of each digest', async () => {
    const tried: TriedSecret[] = [];
    expect(await findSigner(body, digestBy('somebody-else-00'), credentials, '1002', new Set(), tried)).toBeNull();
    expect(tried.map(({ last4 }) => last4)).toEqual(['-000', '-000', 't-00']);
    for (const { computed } of tried) expect(computed).toMatch(/^[0-9a-f]{6}…[0-9a-f]{2}$/);
  });

  it('skips what was tried before', async () => {
    expect(await findSigner(body, digestBy(secrets[0]), credentials, null, new Set([secrets[0]]), [])).toBeNull();
  });

  it('bounds the bytes it hashes for strangers', async () => {
    const large = Buffer.alloc(4 * 1024 * 1024, 'x');
    const many = Array.from({ length: 60 }, (_, index) => credential(`secret-number-${String(index).padStart(4, '0')}`, String(index)));
    const tried: TriedSecret[] = [];
    expect(await findSigner(large, Buffer.alloc(32), many, null, new Set(), tried)).toBeNull();
    expect(tried.length).toBe(16);
  });
});
