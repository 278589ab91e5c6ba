import { newestPreference, type MarketingPreference } from './marketing-preference';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute));
const stop = (minute: number, source: string): MarketingPreference => ({ optedOutAt: at(minute), changedAt: at(minute), source });
const resume = (minute: number, source: string): MarketingPreference => ({ optedOutAt: null, changedAt: at(minute), source });
const nothing: MarketingPreference = { optedOutAt: null, changedAt: null, source: null };

describe('what two contacts that are one person said', () => {
  it.each<[string, MarketingPreference, MarketingPreference]>([
    ['the newest', stop(2, 'whatsapp'), resume(1, 'whatsapp')],
    ['what was said at all', resume(1, 'words'), nothing],
    ['the stop of two at one time', stop(1, 'whatsapp'), resume(1, 'whatsapp')],
    ['a STOP in words before a newer switch', stop(1, 'words'), stop(2, 'whatsapp')],
    ['a STOP in words before a newer resume of the switch', stop(1, 'words'), resume(2, 'whatsapp')],
    ['a newer START in words', resume(2, 'words'), stop(1, 'words')],
    ['a STOP in words before nothing', stop(1, 'words'), nothing],
  ])('%s counts', (_, wins, loses) => {
    expect(newestPreference(wins, loses)).toBe(wins);
    expect(newestPreference(loses, wins)).toBe(wins);
  });
});
