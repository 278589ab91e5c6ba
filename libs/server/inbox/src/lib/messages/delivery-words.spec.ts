import { WHATSAPP_ERROR_CODES } from '@mailtrixy/server/channels';
import { deliveryError } from './delivery-words';

const facts = (code: number | null) => ({ code, detail: 'Re-engagement message', traceId: 'A1' });

describe('deliveryError', () => {
  it('says what to do and keeps the code in brackets', () => {
    expect(deliveryError('failed', facts(131047))).toEqual({ code: 131047, words: 'Not delivered: the 24-hour window closed. (131047)', detail: 'Re-engagement message', fbtraceId: 'A1', actions: ['template'] });
    expect(deliveryError('failed', facts(190))?.actions).toContain('check_channel');
    expect(deliveryError('failed', facts(215))?.words).toContain("can't send");
  });

  it('has words for every code of Meta, known or not', () => {
    for (const code of WHATSAPP_ERROR_CODES) {
      const error = deliveryError('failed', facts(code));
      expect(error?.words).toMatch(new RegExp(`^[A-Z].{15,}[.] \\(${code}\\)$`));
      expect(error?.words).not.toContain('Meta refused this message. (');
    }
    expect(deliveryError('failed', facts(999_999))).toMatchObject({ words: 'Meta refused this message. (999999)', actions: ['retry'] });
    expect(deliveryError('failed', facts(null))).toMatchObject({ words: 'This message could not be sent.', actions: ['retry'] });
  });

  it('is silent unless the message failed or is unconfirmed, and offers nothing once dismissed', () => {
    expect(deliveryError('sent', facts(131047))).toBeNull();
    expect(deliveryError(null, facts(1))).toBeNull();
    expect(deliveryError('unconfirmed', facts(null))?.actions).toEqual(['retry']);
    expect(deliveryError('failed', facts(131026), true)?.actions).toEqual([]);
  });
});
