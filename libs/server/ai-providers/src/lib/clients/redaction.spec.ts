import fc from 'fast-check';
import { detailOf, redact } from './redaction';

const KEY = 'sk-proj-abcdef1234567890WXYZ';

describe('redact', () => {
  it.each([
    [`Incorrect API key provided: ${KEY}.`],
    ['Incorrect API key provided: sk-proj-a********WXYZ.'],
    ['Authorization: Bearer abcdef1234567890'],
    ['{"x-api-key": "abcdef1234567890"}'],
    ['connect http://user:abcdef12@10.0.0.1/v1'],
    ['key abcdef1234567890… seen sk-ant-REDACTED-abcdef'],
  ])('takes keys out of %s', (text) => {
    expect(redact(text, [KEY])).not.toMatch(/abcdef|WXYZ/);
  });

  it('leaves other words alone', () => {
    expect(redact('The model gpt-5 does not exist, task-based risk', [KEY])).toBe('The model gpt-5 does not exist, task-based risk');
  });

  it('never shows a key, wherever it stands', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), fc.stringMatching(/^[A-Za-z0-9]{16,40}$/), fc.string({ maxLength: 40 }), (before, key, after) => !redact(before + key + after, [key]).includes(key)));
  });

  it('makes one short line', () => {
    const line = detailOf(`a\nb\u0000c ${'x '.repeat(600)}`) ?? '';
    expect([...line].length).toBeLessThanOrEqual(400);
    expect(line).not.toMatch(/[\n\u0000]/);
    expect(detailOf('  ')).toBeNull();
  });
});
