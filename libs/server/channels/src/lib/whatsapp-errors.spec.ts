import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WHATSAPP_ERROR_CODES, whatsAppError } from './whatsapp-errors';

const PAGE = readFileSync(join(__dirname, '../../../../../docs/whatsapp.md'), 'utf8');

describe('whatsAppError', () => {
  it('knows every code of a range, and no other', () => {
    expect(whatsAppError(250)?.class).toBe('hold');
    expect(whatsAppError(131207)).toEqual(whatsAppError(131201));
    for (const code of [199, 300, 131200, 131216, 999_999, -1]) expect(whatsAppError(code)).toBeNull();
  });

  it('gives every code words, a class, and what its class needs', () => {
    for (const code of WHATSAPP_ERROR_CODES) {
      const error = whatsAppError(code);
      expect(error?.words).toMatch(/^[A-Z].{15,}\.$/);
      expect(Boolean(error?.hold)).toBe(error?.class === 'hold');
      expect(Boolean(error?.pauseMs && error.scope)).toBe(error?.class === 'throttle');
    }
  });

  it('is in docs/whatsapp.md, word for word', () => {
    for (const code of WHATSAPP_ERROR_CODES) {
      const row = PAGE.split('\n').find((line) => new RegExp(`^\\| (${code}|${code}–\\d+|\\d+–${code}) \\|`).test(line));
      expect(row).toContain(whatsAppError(code)?.words);
    }
  });
});
