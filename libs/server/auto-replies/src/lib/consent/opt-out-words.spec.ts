import { consentOf, optOutConfirmation } from './opt-out-words';

describe('words that stop and start messages', () => {
  it.each<[string, 'stop' | 'start' | null]>([
    ['STOP', 'stop'], [' stop. ', 'stop'], ['Unsubscribe!', 'stop'], ['Abmelden', 'stop'], ['ARRÊT', 'stop'], ['Baja', 'stop'], ['СТОП', 'stop'], ['退订', 'stop'], ['ABONELİKTEN ÇIK', 'stop'], ['ABONELIKTEN ÇIK', 'stop'], ['\u200fהסר', 'stop'],
    ['START', 'start'], ['Start', 'start'],
    ['Please stop sending me this', null], ['When does the bus stop?', null], ['Does it start at nine?', null], ['', null], ['don’t stop', null],
  ])('%j: %s', (text, expected) => expect(consentOf(text, null)).toBe(expected));

  it('confirms in the customer’s language, else in English', () => {
    expect(optOutConfirmation('de')).toMatch(/^Sie erhalten/);
    expect(optOutConfirmation('ja')).toMatch(/^You will get/);
  });
});
