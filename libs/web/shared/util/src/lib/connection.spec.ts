import { TestBed } from '@angular/core/testing';
import { Connection } from './connection';

describe('Connection', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('says nothing about a short gap, then reconnecting, then back for two seconds', () => {
    const connection = TestBed.inject(Connection);
    connection.setSocket('open');
    connection.setSocket('lost');
    jest.advanceTimersByTime(1900);
    expect(connection.band()).toBe('none');
    jest.advanceTimersByTime(200);
    expect(connection.band()).toBe('reconnecting');
    connection.setSocket('open');
    expect(connection.band()).toBe('back');
    jest.advanceTimersByTime(2100);
    expect(connection.band()).toBe('none');
  });

  it('tries to reconnect do not start the wait again', () => {
    const connection = TestBed.inject(Connection);
    for (const state of ['open', 'lost', 'connecting', 'lost', 'connecting'] as const) {
      connection.setSocket(state);
      jest.advanceTimersByTime(600);
    }
    expect(connection.band()).toBe('reconnecting');
  });

  it('a reconnect before two seconds shows nothing at all', () => {
    const connection = TestBed.inject(Connection);
    connection.setSocket('lost');
    jest.advanceTimersByTime(1000);
    connection.setSocket('open');
    jest.advanceTimersByTime(5000);
    expect(connection.band()).toBe('none');
  });

  it('offline wins over reconnecting', () => {
    const connection = TestBed.inject(Connection);
    connection.setSocket('lost');
    jest.advanceTimersByTime(3000);
    window.dispatchEvent(new Event('offline'));
    expect(connection.band()).toBe('offline');
    window.dispatchEvent(new Event('online'));
    expect(connection.band()).toBe('reconnecting');
  });
});
