import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { TriedRule } from '@mailtrixy/shared/dto';
import { AutoRepliesApi } from '@mailtrixy/web/auto-replies/data-access';
import { Banner, Button, Chip, Dialog, EmptyState, ErrorCard, Skeleton, iconReplyAll } from '@mailtrixy/web/shared/ui';
import { Load, formatDate } from '@mailtrixy/web/shared/util';

export interface DryRunData {
  /** One that is being written; null: only what is saved and on. */
  rule: TriedRule | null;
}

/** What the rules would have done with last month's messages. Nothing is sent. */
@Component({
  selector: 'mx-dry-run-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Chip, Dialog, EmptyState, ErrorCard, RouterLink, Skeleton],
  template: `
    <mx-dialog heading="Last 30 days, tried again" [large]="true">
      @if (run.value(); as result) {
        <p class="mx-t2">{{ result.messages }} {{ result.messages === 1 ? 'message was' : 'messages were' }} compared with the rules that are on@if (rule) {, and with <bdi>“{{ rule.name }}”</bdi> as it is written here}. Nothing was sent.</p>
        @if (cut(); as words) {
          <mx-banner kind="warn" class="gap" data-testid="dry-run-cut" [heading]="words" />
        }
        @for (finding of findings(); track $index) {
          <mx-banner kind="warn" class="gap" [heading]="finding" />
        }
        @if (result.rules.length) {
          <div class="mx-table-wrap gap" tabindex="0" role="region" aria-label="Rules">
            <table class="mx-table mx-table--dense" data-testid="dry-run-table">
              <thead><tr><th scope="col">Rule</th><th scope="col" class="is-num">Would run</th><th scope="col" class="is-num">Replies</th><th scope="col">For example</th></tr></thead>
              <tbody>
                @for (rule of result.rules; track $index) {
                  <tr>
                    <td><bdi>{{ rule.name }}</bdi>&ngsp;@if (mark(rule.ruleId); as words) {<mx-chip kind="outline">{{ words }}</mx-chip>}</td>
                    <td class="is-num">{{ rule.hits }}</td>
                    <td class="is-num">{{ rule.replies }}</td>
                    <td>
                      @for (example of rule.examples.slice(0, 2); track $index) {
                        <a class="example mx-trunc" dir="auto" [routerLink]="['/inbox', 'all', example.conversationId]" (click)="ref.close()">{{ date(example.at) }}: {{ example.text }}</a>
                      }
                    </td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        } @else {
          <mx-empty-state [icon]="icon" heading="No rule is on" />
        }
      } @else if (run.problem(); as problem) {
        <mx-error-card heading="It could not be tried" [problem]="problem" (retry)="run.run()" />
      } @else {
        <p role="status" class="mx-t2">Comparing last month’s messages with the rules…</p>
        <mx-skeleton width="100%" height="8rem" />
      }
      <footer dialogFoot class="mx-dialog__foot"><button mx-button type="button" (click)="ref.close()">Close</button></footer>
    </mx-dialog>
  `,
  styles: '.gap { margin-block-start: var(--mx-5); } .example { display: block; max-inline-size: 20rem; font: var(--mx-small); }',
})
export class DryRunDialog {
  private readonly api = inject(AutoRepliesApi);
  protected readonly ref = inject(DialogRef);
  protected readonly rule = inject<DryRunData>(DIALOG_DATA).rule;
  protected readonly run = new Load(() => this.api.dryRun(this.rule ? { rule: this.rule } : {}));
  protected readonly findings = computed(() => [...(this.run.value()?.conflicts ?? []), ...(this.run.value()?.loops ?? [])].map(({ words }) => words));
  protected readonly cut = computed(() => {
    const result = this.run.value();
    if (!result?.cut) return null;
    return `Only the newest ${result.messages} messages were looked at: ${result.cut === 'time' ? 'more would have taken too long.' : 'there are more in these 30 days.'}`;
  });
  protected readonly date = (at: string) => formatDate(at);
  protected readonly icon = iconReplyAll;

  constructor() {
    void this.run.run();
  }

  /** Which row is the one that is being written. */
  protected mark(ruleId: string): string | null {
    if (!this.rule || ruleId !== (this.rule.id ?? '')) return null;
    return ruleId === '' ? 'not saved' : 'as written here';
  }
}
