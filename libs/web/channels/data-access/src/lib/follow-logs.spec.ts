import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { RealtimeFrame } from '@mailtrixy/shared/dto';
import { ChannelFrames } from './channel-frames';
import { followLogs } from './follow-logs';

let looks: string[];

@Component({ selector: 'mx-follower', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
class Follower {
  constructor() {
    followLogs(
      () => 'ch1',
      (id) => looks.push(id),
    );
  }
}

describe('followLogs', () => {
  let frames: ChannelFrames;
  let visibility: DocumentVisibilityState;
  const frame = (more: object) => ({ seq: '1', topic: 'log.created', ...more }) as RealtimeFrame;
  const follow = () => {
    const fixture = TestBed.createComponent(Follower);
    fixture.detectChanges();
    return fixture;
  };
  const show = (state: DocumentVisibilityState) => {
    visibility = state;
    document.dispatchEvent(new Event('visibilitychange'));
  };

  beforeEach(() => {
    jest.useFakeTimers();
    looks = [];
    visibility = 'visible';
    jest.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
    frames = TestBed.inject(ChannelFrames);
  });
  afterEach(() => {
    TestBed.resetTestingModule();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('asks every second while there is no socket', () => {
    follow();
    jest.advanceTimersByTime(5_000);
    expect(looks).toHaveLength(5);
  });

  it('asks by frames alone while the socket is up, and now and then for what no frame tells', () => {
    frames.setLive(true);
    follow();
    looks = [];
    jest.advanceTimersByTime(29_000);
    expect(looks).toEqual([]);
    frames.take(frame({ log: { id: 'l1', channelId: 'ch1' } }));
    frames.take(frame({ log: { id: 'l2', channelId: 'other' } }));
    frames.take(frame({ topic: 'message.updated', conversation: { id: 'c1', channelId: 'ch1' } }));
    frames.take(frame({ topic: 'message.updated', conversation: { id: 'c2', channelId: 'other' } }));
    expect(looks).toEqual(['ch1', 'ch1']);
    jest.advanceTimersByTime(29_000);
    expect(looks).toHaveLength(2);
    jest.advanceTimersByTime(2_000);
    expect(looks).toHaveLength(3);
  });

  it('asks once after a gap, and by the timer during it', () => {
    frames.setLive(true);
    const fixture = follow();
    looks = [];
    frames.setLive(false);
    jest.advanceTimersByTime(3_000);
    expect(looks).toHaveLength(3);
    frames.setLive(true);
    fixture.detectChanges();
    expect(looks).toHaveLength(4);
    jest.advanceTimersByTime(10_000);
    expect(looks).toHaveLength(4);
  });

  it('asks nothing while the page is hidden, and once when it is seen again', () => {
    follow();
    show('hidden');
    jest.advanceTimersByTime(60_000);
    frames.take(frame({ log: { id: 'l1', channelId: 'ch1' } }));
    expect(looks).toEqual([]);
    frames.setLive(true);
    show('visible');
    expect(looks.length).toBeGreaterThan(0);
  });

  it('stops with its page', () => {
    const fixture = follow();
    fixture.destroy();
    jest.advanceTimersByTime(5_000);
    frames.take(frame({ log: { id: 'l1', channelId: 'ch1' } }));
    expect(looks).toEqual([]);
  });
});
