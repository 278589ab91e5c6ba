import { NEXT_OPENING } from '@mailtrixy/shared/dto';
import { DEFAULT_AI_SETTINGS } from '../settings/stored-settings';
import { handOffText } from './hand-off-text';

describe('the sentence of a hand-off', () => {
  const closed = (handOffTextClosed: string, opening: string | null = 'Mon 9:00') => handOffText({ handOffText: ' We are here. ', handOffTextClosed }, opening);

  it.each([NEXT_OPENING, '{{opens}}', '{{open}}'])('names the next opening for %s', (spelling) => expect(closed(`We are back ${spelling}.`)).toBe('We are back Mon 9:00.'));

  it('is the other one while it is open, and stays whole where nobody knows the next opening', () => {
    expect(closed('Never.', null)).toBe('We are here.');
    expect(closed('We are away {{opens}}. Bye', '')).toBe('We are away. Bye');
    expect(DEFAULT_AI_SETTINGS.handOffTextClosed).toContain(NEXT_OPENING);
  });
});
