import { safeError } from './safe-error';

describe('safeError', () => {
  it('keeps what helps and drops statements, values and headers', () => {
    const driverError = Object.assign(new Error('Data too long'), { code: 'ER_DATA_TOO_LONG', errno: 1406, sql: "INSERT … 'canary'" });
    const error = Object.assign(new Error('Data too long', { cause: driverError }), { query: 'INSERT …', parameters: ['canary'], driverError, code: 'ER_DATA_TOO_LONG', headers: { authorization: 'canary' } });
    const safe = safeError(error);
    expect(JSON.stringify(safe)).not.toContain('canary');
    expect(safe).toMatchObject({ type: 'Error', message: 'Data too long', errorCode: 'ER_DATA_TOO_LONG', cause: { errno: 1406 } });
    expect(safe.stack).toContain('safe-error.spec');
  });

  it.each([['text', 'text'], [undefined, 'undefined'], [{ a: 1 }, '[object Object]']])('takes anything that was thrown: %p', (thrown, message) => {
    expect(safeError(thrown).message).toBe(message);
  });
});
