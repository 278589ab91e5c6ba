import { ChangeDetectionStrategy, Component, ElementRef, Injector, afterNextRender, computed, inject, signal } from '@angular/core';
import { Router, RouterLink, RouterOutlet } from '@angular/router';
import type { AutoReplyRule } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { RulesStore, STARTER_RULES, whenWords, type StarterRule } from '@mailtrixy/web/auto-replies/data-access';
import { LabelsStore, CannedRepliesStore, DirectoryStore } from '@mailtrixy/web/inbox/data-access';
import { Button, Dialogs, EmptyState, ErrorCard, Icon, Loading, Skeleton, Switch, iconEllipsisVertical, iconPlus, iconReplyAll, iconTriangleAlert } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Toasts } from '@mailtrixy/web/shared/util';
import type { DryRunData } from './dry-run-dialog';
import type { RuleEditor } from './rule-editor';

/** Settings → Auto-replies: the rules in their order; the one that is open stands beside them. */
@Component({
  selector: 'mx-rules-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState, ErrorCard, Icon, Loading, RouterLink, RouterOutlet, Skeleton, Switch],
  templateUrl: './rules-page.html',
  styleUrl: './rules-page.css',
})
export class RulesPage {
  protected readonly store = inject(RulesStore);
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  private readonly dialogs = inject(Dialogs);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly starters = STARTER_RULES;
  protected readonly manages = computed(() => this.session.can('rules.manage'));
  protected readonly editor = signal<RuleEditor | null>(null);
  protected readonly openId = computed(() => this.editor()?.id() ?? null);
  protected readonly dragged = signal<string | null>(null);
  protected readonly rows = computed(() => this.store.rules().map((rule) => ({ rule, when: whenWords(rule), problem: rule.problems[0] ?? null })));
  protected readonly facts = computed(() => {
    const rules = this.store.rules();
    if (!this.store.reading.value()) return '';
    if (!rules.length) return 'No rules yet';
    const on = rules.filter(({ enabled }) => enabled).length;
    const ran = rules.reduce((sum, { hits7d }) => sum + hits7d, 0);
    return `${on} on, ${rules.length - on} off · ran ${ran} ${ran === 1 ? 'time' : 'times'} in 7 days · AI comes after these rules`;
  });
  protected readonly icons = { grip: iconEllipsisVertical, plus: iconPlus, rules: iconReplyAll, warn: iconTriangleAlert };

  constructor() {
    void this.store.reading.run();
    void inject(LabelsStore).load();
    void inject(CannedRepliesStore).load();
    void inject(DirectoryStore).load();
  }

  protected opened(page: unknown): void {
    this.editor.set(page as RuleEditor);
  }

  protected async toggle(rule: AutoReplyRule, enabled: boolean): Promise<void> {
    const outcome = await this.store.setEnabled(rule, enabled);
    if (outcome.ok) this.toasts.show(`${rule.name} is ${enabled ? 'on' : 'off'}`, { label: 'Undo', run: () => void this.store.setEnabled(outcome.rule, !enabled) });
    else {
      this.toasts.error(outcome.problem.message);
      void this.store.reading.run();
    }
  }

  protected keyMove(event: KeyboardEvent, rule: AutoReplyRule): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    void this.moved(rule, this.store.move(rule.id, event.key === 'ArrowUp' ? -1 : 1));
    this.keepFocus(rule.id);
  }

  protected drop(event: DragEvent, target: AutoReplyRule): void {
    event.preventDefault();
    const rule = this.store.rules().find(({ id }) => id === this.dragged());
    this.dragged.set(null);
    if (rule && rule.id !== target.id) void this.moved(rule, this.store.place(rule.id, target.position - 1));
  }

  protected startWith({ key }: StarterRule): void {
    void this.router.navigate(['/settings/auto-replies/new'], { queryParams: { from: key } });
  }

  protected async dryRun(): Promise<void> {
    const { DryRunDialog } = await import('./dry-run-dialog');
    await this.dialogs.open(DryRunDialog, { label: 'Last 30 days', data: { rule: this.editor()?.tried() ?? null } satisfies DryRunData });
  }

  /** A row that is put elsewhere in the page loses the focus. */
  private keepFocus(ruleId: string): void {
    afterNextRender(() => this.host.querySelector<HTMLElement>(`[data-id="${CSS.escape(ruleId)}"] .grip`)?.focus(), { injector: this.injector });
  }

  private async moved(rule: AutoReplyRule, work: Promise<void>): Promise<void> {
    try {
      await work;
      const position = this.store.find(rule.id)?.position ?? rule.position;
      this.announcer.say(`Moved to ${position} of ${this.store.rules().length}`);
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}
