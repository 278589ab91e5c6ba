import { PLAIN_MESSAGE, instantOf, tryRequest, type TriedMessage } from './tried-message';

const request = (change: Partial<TriedMessage>) => tryRequest({ ...PLAIN_MESSAGE, ...change }, 'Europe/Berlin');

describe('a message that is tried', () => {
  it('is nothing to try without words, unless it is a file or a button', () => {
    expect(request({ text: '  ' })).toBeNull();
    expect(request({ kind: 'button' })).toBeNull();
    expect(request({ kind: 'image' })).toMatchObject({ text: '', mediaKind: 'image', buttonId: null });
    expect(request({ kind: 'button', buttonId: 'track' })).toMatchObject({ text: '', mediaKind: null, buttonId: 'track' });
  });

  it('takes the label of a button for its id where none is given', () => {
    expect(request({ kind: 'button', text: 'Track order' })).toMatchObject({ text: 'Track order', buttonId: 'Track order' });
    expect(request({ kind: 'button', text: 'Track order', buttonId: ' track ' })).toMatchObject({ buttonId: 'track' });
  });

  it('hands over everything that conditions ask for', () => {
    expect(request({ text: 'Hallo', channelId: 'c', firstMessage: true, at: '2026-11-30T20:15', language: 'de', labelIds: ['l'] })).toEqual({
      text: 'Hallo', channelId: 'c', mediaKind: null, buttonId: null, firstMessage: true, language: 'de', labelIds: ['l'], at: '2026-11-30T19:15:00.000Z',
    });
    expect(request({ text: 'Hallo' })).toEqual({ text: 'Hallo', channelId: null, mediaKind: null, buttonId: null, firstMessage: false, language: null, labelIds: [] });
  });

  it.each([
    ['2026-07-01T09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-10-25T03:30', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
    ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29T01:30', 'Europe/Berlin', '2026-03-29T00:30:00.000Z'],
    ['2026-12-31T23:59', 'America/New_York', '2027-01-01T04:59:00.000Z'],
    ['2026-12-31T23:59', 'Asia/Kolkata', '2026-12-31T18:29:00.000Z'],
    ['soon', 'UTC', null],
  ])('reads %s on a wall in %s', (clock, zone, at) => expect(instantOf(clock, zone)).toBe(at));
});
