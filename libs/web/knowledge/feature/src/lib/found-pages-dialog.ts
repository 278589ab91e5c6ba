import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { KnowledgeWebsite } from '@mailtrixy/shared/dto';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { Button, Checkbox, Dialog, ErrorCard, Skeleton } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load } from '@mailtrixy/web/shared/util';

/** Which of the pages that were found are read. Closes with the website. */
@Component({
  selector: 'mx-found-pages-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Checkbox, Dialog, ErrorCard, Skeleton],
  template: `
    <mx-dialog [heading]="site.url" [large]="true">
      @if (pages.value(); as found) {
        <div class="row"><mx-checkbox [checked]="allChosen()" [mixed]="!allChosen() && chosen().size > 0" (checkedChange)="chooseAll($event)">{{ chosen().size }} of {{ usable().length }} pages</mx-checkbox><input #box class="mx-input" placeholder="Part of an address or title" aria-label="Find pages" [value]="words()" (input)="words.set(box.value)" /></div>
        @if (tooMany() || problem(); as text) {<p class="mx-field__error" role="alert">{{ text }}</p>}
        <ul>
          @for (page of shown(); track page.url) {
            <li data-testid="found-page">
              @if (page.refused) {
                <span class="mx-t3"><span class="url">{{ page.url }}</span><span class="mx-hint">{{ page.refused }}</span></span>
              } @else {
                <mx-checkbox [checked]="chosen().has(page.url)" [hint]="page.title ?? ''" (checkedChange)="choose(page.url, $event)"><span class="url">{{ page.url }}</span></mx-checkbox>
              }
            </li>
          } @empty {
            <li class="mx-t2">{{ found.length ? 'None matches.' : 'No page was found.' }}</li>
          }
        </ul>
      } @else if (pages.problem(); as failure) {
        <mx-error-card heading="The list could not be loaded" [problem]="failure" (retry)="load()" />
      } @else {
        <mx-skeleton width="100%" height="10rem" />
      }
      <footer dialogFoot class="mx-dialog__foot"><button mx-button type="button" (click)="ref.close()">Cancel</button><button mx-button type="button" kind="primary" data-testid="import-pages" [disabled]="!chosen().size || tooMany() !== null" [loading]="busy()" (click)="send()">Read {{ chosen().size }} {{ chosen().size === 1 ? 'page' : 'pages' }}</button></footer>
    </mx-dialog>
  `,
  styles: `
    .row { display: flex; flex-wrap: wrap; gap: var(--mx-4); align-items: center; justify-content: space-between; margin-block-end: var(--mx-4); } .row > .mx-input { flex: 0 1 16rem; }
    ul { margin: 0; padding: 0; list-style: none; display: grid; gap: var(--mx-2); }
    .url { overflow-wrap: anywhere; } .mx-hint { display: block; }
  `,
})
export class FoundPagesDialog {
  private readonly api = inject(KnowledgeApi);
  protected readonly ref = inject<DialogRef<KnowledgeWebsite>>(DialogRef);
  protected readonly site = inject<KnowledgeWebsite>(DIALOG_DATA);
  protected readonly pages = new Load(() => this.api.found(this.site.id));
  protected readonly chosen = signal<ReadonlySet<string>>(new Set());
  protected readonly words = signal('');
  protected readonly busy = signal(false);
  protected readonly problem = signal<string | null>(null);
  protected readonly usable = computed(() => (this.pages.value() ?? []).filter(({ refused }) => !refused));
  protected readonly shown = computed(() => {
    const wanted = this.words().trim().toLocaleLowerCase();
    return (this.pages.value() ?? []).filter(({ url, title }) => `${url} ${title ?? ''}`.toLocaleLowerCase().includes(wanted));
  });
  /** What "all" means: of a filtered list, what it shows. */
  private readonly offered = computed(() => this.shown().filter(({ refused }) => !refused));
  protected readonly allChosen = computed(() => this.offered().length > 0 && this.offered().every(({ url }) => this.chosen().has(url)));
  protected readonly tooMany = computed(() => {
    const added = this.usable().filter(({ url, known }) => !known && this.chosen().has(url)).length;
    return added > this.room ? `At most ${this.site.maxPages} pages of this website are read. Choose fewer.` : null;
  });
  /** Pages that may be added to those that are read already. */
  private readonly room = Math.max(0, this.site.maxPages - this.site.pages);

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    await this.pages.run();
    const known = this.usable().filter((page) => page.known);
    // The first time all that may be read is chosen; later only what is read already.
    this.chosen.set(new Set((known.length ? known : this.usable().slice(0, this.room)).map(({ url }) => url)));
  }

  protected choose(url: string, on: boolean): void {
    this.chosen.update((chosen) => {
      const next = new Set(chosen);
      if (on) next.add(url);
      else next.delete(url);
      return next;
    });
  }

  protected chooseAll(on: boolean): void {
    for (const { url } of this.offered()) this.choose(url, on);
  }

  protected async send(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.problem.set(null);
    try {
      this.ref.close(await this.api.importPages(this.site.id, [...this.chosen()]));
    } catch (error) {
      this.problem.set(ApiProblem.from(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
