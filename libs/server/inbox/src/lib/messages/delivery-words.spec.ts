import { deliveryError } from './delivery-words';

const facts = (code: number | null) => ({ code, detail: 'Re-engagement message', traceId: 'A1' });

describe('deliveryError', () => {
  it('says what to do and keeps the code in brackets', () => {
    expect(deliveryError('failed', facts(131047))).toEqual({ code: 131047, words: 'Not delivered: the 24-hour window closed. (131047)', detail: 'Re-engagement message', fbtraceId: 'A1', actions: ['template'] });
    expect(deliveryError('failed', facts(190))?.actions).toContain('check_channel');
    expect(deliveryError('failed', facts(215))?.words).toContain("can't send");
  });

  it('has words for every code of Meta, known or not', () => {
    for (const code of [null, 1, 2, 100, 131026, 131049, 132001, 135000, 999_999]) expect(deliveryError('failed', facts(code))?.words).toMatch(/\S/);
  });

  it('is silent unless the message failed or is unconfirmed, and offers nothing once dismissed', () => {
    expect(deliveryError('sent', facts(131047))).toBeNull();
    expect(deliveryError(null, facts(1))).toBeNull();
    expect(deliveryError('unconfirmed', facts(null))?.actions).toEqual(['retry']);
    expect(deliveryError('failed', facts(131026), true)?.actions).toEqual([]);
  });
});
