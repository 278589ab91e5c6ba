import { ChannelError, type ChannelErrorClass } from '@mailtrixy/server/channels';
import { FetchProblem, problemOf } from './fetch-problem';
import { FileTooLargeError } from './receive-file';

const channelError = (errorClass: ChannelErrorClass, over: object = {}) => new ChannelError(errorClass, { code: null, title: 'x', detail: 'Meta says no.', httpStatus: 400, ...over });
const waits = (problem: FetchProblem) => Array.from({ length: 8 }, (_, tries) => problem.waitAfter(tries + 1));

describe('what follows from a failed download', () => {
  it('pauses grow from ten seconds to a day while the provider does not answer', () => {
    expect(waits(problemOf(channelError('ambiguous')))).toEqual([10, 60, 600, 3600, 21_600, 86_400, 86_400, 86_400]);
  });

  it('where nobody was asked, it is looked at again every ten minutes at the latest', () => {
    for (const problem of [problemOf(channelError('not_sent', { httpStatus: null })), new FetchProblem('storage', 'Disk full.'), new FetchProblem('unreachable', 'No token.')]) expect(waits(problem)).toEqual([10, 60, 600, 600, 600, 600, 600, 600]);
  });

  it('a refusal is tried once more, a wrong checksum twice, what is too large never', () => {
    expect(waits(problemOf(channelError('final'))).filter((wait) => wait !== null)).toEqual([10]);
    expect(waits(new FetchProblem('checksum', 'x')).filter((wait) => wait !== null)).toEqual([10, 60]);
    expect(waits(problemOf(new FileTooLargeError()))).toEqual(Array(8).fill(null));
    expect(waits(new FetchProblem('gone', 'Seven days are over.'))).toEqual(Array(8).fill(null));
  });

  it('waits as long as the provider asks', () => {
    expect(problemOf(channelError('throttle', { retryAfterMs: 3_600_000 })).waitAfter(1)).toBe(3600);
  });

  it.each<[ChannelErrorClass, string | null]>([['final', 'refused'], ['hold', 'refused'], ['throttle', 'refused'], ['ambiguous', 'unanswered']])('%s counts as %s', (errorClass, failure) => {
    expect(problemOf(channelError(errorClass)).failure).toBe(failure);
  });

  it('a cut stream counts against the number, a full disk does not', () => {
    expect(problemOf(Object.assign(new Error('terminated'), { code: 'UND_ERR_SOCKET' })).failure).toBe('unanswered');
    expect(new FetchProblem('storage', 'x').failure).toBeNull();
  });
});
