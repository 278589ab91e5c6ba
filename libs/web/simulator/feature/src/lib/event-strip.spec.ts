import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { type SimEvent, SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { EventStrip } from './event-strip';

describe('EventStrip', () => {
  it('words every kind of event, and leaves out what another row tells', async () => {
    const events = signal<SimEvent[]>([
      { seq: 6, kind: 'webhook', at: '2026-11-22T12:00:00Z', kinds: ['security'], code: 200, ms: 4 },
      { seq: 5, kind: 'field', at: '2026-11-22T12:00:00Z' },
      { seq: 4, kind: 'webhook', at: '2026-11-22T12:00:00Z', kinds: ['message', 'status'], code: 403, ms: 4 },
      { seq: 3, kind: 'media_upload', at: '2026-11-22T12:00:00Z', type: 'image/jpeg', body: 'photo.jpg', size: 2048 },
      { seq: 2, kind: 'media_download', at: '2026-11-22T12:00:00Z', status: 404, size: 0 },
      { seq: 1, kind: 'template', at: '2026-11-22T12:00:00Z', event: 'PAUSED', name: 'feedback', language: 'en' },
    ]);
    const store = { events, eventsPaused: signal(false), channel: signal(null), chat: signal(null), customer: signal(null), pauseEvents: jest.fn() };
    TestBed.configureTestingModule({ imports: [EventStrip], providers: [provideRouter([]), { provide: SimulatorStore, useValue: store }, { provide: SessionStore, useValue: { can: () => false } }] });
    const fixture = TestBed.createComponent(EventStrip);
    await fixture.whenStable();
    const rows = [...(fixture.nativeElement as HTMLElement).querySelectorAll('[data-testid="sim-event"]')].map((row) => [...row.querySelectorAll('td')].slice(1, 5).map((cell) => cell.textContent?.trim()));
    expect(rows).toEqual([
      ['IN', 'security', '200 Stored', ''],
      ['IN', 'messages, statuses', '403 Rejected', 'Signature did not match any active integration secret'],
      ['OUT', 'upload · image/jpeg', '200 Accepted', expect.stringMatching(/^photo\.jpg · 2/)],
      ['OUT', 'download', '404', expect.any(String)],
      ['', 'template', 'PAUSED', 'feedback · en'],
    ]);
  });
});
