import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { TestBed } from '@angular/core/testing';
import type { FoundPage, KnowledgeWebsite } from '@mailtrixy/shared/dto';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { FoundPagesDialog } from './found-pages-dialog';

const pages = (count: number, known = 0): FoundPage[] => Array.from({ length: count }, (_, at) => ({ url: `https://x.example/${at % 2 ? 'help' : 'news'}/${at}`, title: null, refused: null, known: at < known }));

async function open(found: FoundPage[], site: Partial<KnowledgeWebsite>) {
  const importPages = jest.fn().mockResolvedValue({});
  TestBed.configureTestingModule({
    imports: [FoundPagesDialog],
    providers: [{ provide: KnowledgeApi, useValue: { found: async () => found, importPages } }, { provide: DialogRef, useValue: { close: jest.fn() } }, { provide: DIALOG_DATA, useValue: { id: 's', url: 'https://x.example', maxPages: 10, pages: 0, ...site } }],
  });
  const fixture = TestBed.createComponent(FoundPagesDialog);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  };
  await settle();
  const send = element.querySelector<HTMLButtonElement>('[data-testid="import-pages"]') as HTMLButtonElement;
  return {
    element,
    send,
    /** What would be read. */
    chosen: async (): Promise<string[]> => {
      send.click();
      await settle();
      return importPages.mock.calls.at(-1)?.[1] ?? [];
    },
    all: async (): Promise<void> => {
      element.querySelector<HTMLInputElement>('.row input[type="checkbox"]')?.click();
      await settle();
    },
    find: async (words: string): Promise<void> => {
      const box = element.querySelector<HTMLInputElement>('.row > input') as HTMLInputElement;
      box.value = words;
      box.dispatchEvent(new Event('input'));
      await settle();
    },
  };
}

describe('FoundPagesDialog', () => {
  it('chooses no more at first than may be read', async () => {
    const { chosen } = await open(pages(30), {});
    expect(await chosen()).toEqual(pages(10).map(({ url }) => url));
  });

  it('chooses, with all, what the filter shows', async () => {
    const { chosen, all, find } = await open(pages(14, 2), { pages: 2 });
    await find('/help/');
    await all();
    const urls = await chosen();
    expect(urls.filter((url) => url.includes('/help/'))).toHaveLength(7);
    // The other known page stays chosen.
    expect(urls).toHaveLength(8);
  });

  it('says that more is chosen than may be read, before the server has to', async () => {
    const { element, all, send } = await open(pages(30, 1), { pages: 1 });
    await all();
    expect(element.textContent).toContain('At most 10 pages of this website are read. Choose fewer.');
    expect(send.disabled).toBe(true);
  });
});
