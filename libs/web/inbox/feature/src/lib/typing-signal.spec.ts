import { TestBed } from '@angular/core/testing';
import { InboxApi, InboxLive } from '@mailtrixy/web/inbox/data-access';
import { TypingSignal } from './typing-signal';

it('tells the customer at most every 20 seconds, for each conversation apart', () => {
  const api = { typing: jest.fn(() => Promise.reject(new Error('held'))) };
  TestBed.configureTestingModule({ providers: [TypingSignal, { provide: InboxApi, useValue: api }, { provide: InboxLive, useValue: { viewing: jest.fn() } }] });
  const signal = TestBed.inject(TypingSignal);
  for (const [id, at] of [['c1', 0], ['c1', 19_999], ['c2', 19_999], ['c1', 20_000]] as const) signal.tellCustomer(id, at);
  expect(api.typing.mock.calls).toEqual([['c1'], ['c2'], ['c1']]);
});
