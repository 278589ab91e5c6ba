import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Keyring, UnreadableSecretError } from './keyring';

const folder = mkdtempSync(path.join(tmpdir(), 'mx-keys-'));
let made = 0;
const fresh = () => ({ masterKey: null, masterKeyFile: null, dataDir: path.join(folder, String(made++)) });

afterAll(() => rmSync(folder, { recursive: true }));

describe('Keyring', () => {
  it('opens what it sealed, after a restart too', () => {
    const settings = fresh();
    const sealed = Keyring.load(settings).seal('EAAG…secret', 'a|b');
    expect(Keyring.load(settings).open(sealed, 'a|b')).toBe('EAAG…secret');
    expect(sealed.ciphertext.includes(Buffer.from('secret'))).toBe(false);
  });

  it('keeps its file to the owner', () => {
    const settings = fresh();
    Keyring.load(settings);
    expect(statSync(path.join(settings.dataDir, 'keys', 'keyring.json')).mode & 0o777).toBe(0o600);
  });

  it('does not replace a keyring that another process made in the same moment, and leaves nothing beside it', () => {
    const settings = fresh();
    const sealed = Keyring.load(settings).seal('first', 'row');
    for (let i = 0; i < 5; i++) expect(Keyring.load(settings).open(sealed, 'row')).toBe('first');
    expect(readdirSync(path.join(settings.dataDir, 'keys'))).toEqual(['keyring.json']);
  });

  it('derives keys for other purposes, the same after a restart, and old ones by their id', () => {
    const settings = fresh();
    const keyring = Keyring.load(settings);
    const before = keyring.currentKeyId;
    const key = keyring.derive('addresses');
    expect(key).toHaveLength(32);
    expect(keyring.derive('something else').equals(key)).toBe(false);
    keyring.rotate();
    expect(keyring.derive('addresses').equals(key)).toBe(false);
    expect(Keyring.load(settings).derive('addresses', before).equals(key)).toBe(true);
    for (const unknown of ['k000000000000', 'constructor', '__proto__', '']) expect(() => keyring.derive('addresses', unknown)).toThrow(UnreadableSecretError);
  });

  it('does not open in another row, or with any bit flipped', () => {
    const keyring = Keyring.load(fresh());
    const sealed = keyring.seal('value', 'row-1');
    expect(() => keyring.open(sealed, 'row-2')).toThrow(UnreadableSecretError);
    for (let bit = 0; bit < sealed.ciphertext.length * 8; bit++) {
      const ciphertext = Buffer.from(sealed.ciphertext);
      ciphertext[bit >> 3] ^= 1 << (bit & 7);
      expect(() => keyring.open({ ...sealed, ciphertext }, 'row-1')).toThrow(UnreadableSecretError);
    }
  });

  it('reads old values after a rotation and seals new ones with the new key', () => {
    const keyring = Keyring.load(fresh());
    const old = keyring.seal('value', 'row');
    const id = keyring.rotate();
    expect(keyring.open(old, 'row')).toBe('value');
    expect(keyring.seal('value', 'row').keyId).toBe(id);
  });

  it('opens what another process sealed with a key made since', () => {
    const settings = fresh();
    const running = Keyring.load(settings);
    const other = Keyring.load(settings);
    other.rotate();
    expect(running.open(other.seal('value', 'row'), 'row')).toBe('value');
  });

  it('says in words when the given key has the wrong length or is another one', () => {
    expect(() => Keyring.load({ ...fresh(), masterKey: 'c2hvcnQ=' })).toThrow('must be 32 bytes');
    const sealed = Keyring.load({ ...fresh(), masterKey: 'ab'.repeat(32) }).seal('value', 'row');
    expect(() => Keyring.load({ ...fresh(), masterKey: 'cd'.repeat(32) }).open(sealed, 'row')).toThrow('not in the keyring');
  });
});
