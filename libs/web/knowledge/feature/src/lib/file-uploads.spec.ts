import { TestBed } from '@angular/core/testing';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { FileDrop } from '@mailtrixy/web/shared/ui';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { By } from '@angular/platform-browser';
import { FileUploads } from './file-uploads';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('FileUploads', () => {
  it.each([0, 429, 503])('tries the same upload again after %d, so that it is stored once', async (status) => {
    const upload = jest.fn().mockRejectedValueOnce(new ApiProblem({ status })).mockResolvedValueOnce({ id: 'd' });
    TestBed.configureTestingModule({ imports: [FileUploads], providers: [{ provide: KnowledgeApi, useValue: { upload } }] });
    const fixture = TestBed.createComponent(FileUploads);
    await fixture.whenStable();
    fixture.debugElement.query(By.directive(FileDrop)).componentInstance.chosen.emit([new File(['x'], 'a.txt')]);
    await settled();
    await fixture.whenStable();
    // Chosen for new files only.
    (fixture.componentInstance as unknown as { audience: { set(value: string): void } }).audience.set('internal');
    const again = [...(fixture.nativeElement as HTMLElement).querySelectorAll('button')].find((button) => button.textContent?.includes('Try again'));
    again?.click();
    await settled();
    const ids = upload.mock.calls.map(([, { clientId, audience }]) => `${clientId} ${audience}`);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36} public$/);
  });
});
