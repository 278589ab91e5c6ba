import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { LiveFrames, Toasts } from '@mailtrixy/web/shared/util';
import { GapsPage } from './gaps-page';

const gap = (id: string) => ({ id, question: `Question ${id}`, count: 1, lastAt: '2026-12-01T08:00:00Z', conversationId: null });

async function page(gaps: jest.Mock) {
  const error = jest.fn();
  TestBed.configureTestingModule({
    imports: [GapsPage],
    providers: [provideRouter([]), { provide: KnowledgeApi, useValue: { gaps } }, { provide: SessionStore, useValue: { can: () => true } }, { provide: Toasts, useValue: { error } }, { provide: LiveFrames, useValue: { on: () => undefined } }],
  });
  const fixture = TestBed.createComponent(GapsPage);
  await fixture.whenStable();
  fixture.detectChanges();
  const element = fixture.nativeElement as HTMLElement;
  const more = () => [...element.querySelectorAll('button')].find(({ textContent }) => textContent?.includes('Show more')) as HTMLButtonElement;
  const rows = () => element.querySelectorAll('[data-testid="gap-row"]').length;
  const settle = async () => {
    await fixture.whenStable();
    fixture.detectChanges();
  };
  return { more, rows, settle, error };
}

describe('GapsPage', () => {
  it('adds the next page once, however often it is asked for', async () => {
    let answer: (page: unknown) => void = () => undefined;
    const gaps = jest.fn().mockResolvedValueOnce({ items: [gap('a')], nextCursor: 'c' }).mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const { more, rows, settle } = await page(gaps);
    more().click();
    TestBed.tick();
    more().click();
    answer({ items: [gap('b')], nextCursor: null });
    await settle();
    expect(rows()).toBe(2);
    expect(gaps).toHaveBeenCalledTimes(2);
  });

  it('says so when the next page does not come, and lets it be asked for again', async () => {
    const gaps = jest.fn().mockResolvedValueOnce({ items: [gap('a')], nextCursor: 'c' }).mockRejectedValueOnce(new Error('no')).mockResolvedValueOnce({ items: [gap('b')], nextCursor: null });
    const { more, rows, settle, error } = await page(gaps);
    more().click();
    await settle();
    expect(error).toHaveBeenCalledTimes(1);
    more().click();
    await settle();
    expect(rows()).toBe(2);
  });
});
