import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { ArticlePage } from './article-page';

describe('ArticlePage', () => {
  afterEach(() => jest.useRealTimers());

  it('saves nothing of a question that somebody only looked at', async () => {
    jest.useFakeTimers();
    const createArticle = jest.fn().mockResolvedValue({ id: 'a', version: 1, questions: [], versions: [], state: 'draft' });
    TestBed.configureTestingModule({ imports: [ArticlePage], providers: [provideRouter([{ path: '**', children: [] }]), { provide: KnowledgeApi, useValue: { createArticle } }] });
    const fixture = TestBed.createComponent(ArticlePage);
    for (const [name, value] of Object.entries({ id: 'new', question: 'Do you mend lamps?', gap: 'g' })) fixture.componentRef.setInput(name, value);
    TestBed.tick();
    const element = fixture.nativeElement as HTMLElement;
    const title = element.querySelector<HTMLInputElement>('[data-testid="article-title"]') as HTMLInputElement;
    expect(title.value).toBe('Do you mend lamps?');
    await jest.advanceTimersByTimeAsync(10_000);
    TestBed.tick();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(createArticle).not.toHaveBeenCalled();
    title.value = 'Lamps';
    title.dispatchEvent(new Event('input'));
    TestBed.tick();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(createArticle).toHaveBeenCalledWith(expect.objectContaining({ title: 'Lamps', gapId: 'g', questions: ['Do you mend lamps?'] }));
  });

  it('makes a second article on the same page another one, and no late answer takes the place of what is open now', async () => {
    jest.useFakeTimers();
    let made = 0;
    const createArticle = jest.fn().mockImplementation(async ({ title, markdown, questions }: object & Record<string, unknown>) => ({ id: `a${++made}`, version: 1, title, markdown, questions, versions: [], state: 'draft', audience: 'internal' }));
    let answer: (article: unknown) => void = () => undefined;
    const article = jest.fn().mockReturnValue(new Promise((resolve) => (answer = resolve)));
    TestBed.configureTestingModule({ imports: [ArticlePage], providers: [provideRouter([{ path: '**', children: [] }]), { provide: KnowledgeApi, useValue: { createArticle, article } }] });
    const fixture = TestBed.createComponent(ArticlePage);
    const element = fixture.nativeElement as HTMLElement;
    const title = () => element.querySelector<HTMLInputElement>('[data-testid="article-title"]');
    const write = async (id: string, text: string) => {
      fixture.componentRef.setInput('id', id);
      TestBed.tick();
      const box = title() as HTMLInputElement;
      box.value = text;
      box.dispatchEvent(new Event('input'));
      TestBed.tick();
      await jest.advanceTimersByTimeAsync(10_000);
    };
    await write('new', 'First');
    fixture.componentRef.setInput('id', 'a1');
    TestBed.tick();
    await write('new', 'Second');
    const ids = createArticle.mock.calls.map(([{ clientId }]) => clientId as string);
    expect(new Set(ids).size).toBe(2);
    expect(createArticle).toHaveBeenLastCalledWith(expect.objectContaining({ title: 'Second', audience: 'public' }));

    fixture.componentRef.setInput('id', 'slow');
    TestBed.tick();
    fixture.componentRef.setInput('id', 'new');
    TestBed.tick();
    answer({ id: 'slow', version: 1, title: 'Slow', markdown: '', questions: [], versions: [], state: 'draft', audience: 'public' });
    await jest.advanceTimersByTimeAsync(1);
    TestBed.tick();
    expect(title()?.value).toBe('');
  });
});
