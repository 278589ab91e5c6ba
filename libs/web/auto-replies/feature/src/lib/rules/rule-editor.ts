import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { MatchType, RuleAction, RuleConditions, RuleLimits, RuleMediaKind, TriedRule } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { COOL_DOWNS, MEDIA_WORDS, PART_WORDS, RuleEditing, RulesStore, STARTER_RULES, StopWords, draftOf, newDraft, problemsOf, replyIndex, triedRule, type RuleDraft } from '@mailtrixy/web/auto-replies/data-access';
import { DirectoryStore, LabelsStore } from '@mailtrixy/web/inbox/data-access';
import { Banner, Button, Checkbox, Chip, Dialogs, EmptyState, Icon, IconButton, Menu, MenuTrigger, SaveBar, iconCopy, iconPlus, iconSearchX, iconShieldCheck, iconTrash, iconTriangleAlert, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Shortcuts, Toasts, UnsavedWork } from '@mailtrixy/web/shared/util';
import { PillMenu } from './pill-menu';
import { ReplyPart } from './reply-part';
import { ANSWERED, MATCHES, MEDIA_KINDS, NEW_STEPS, TIMES } from './rule-choices';
import { RuleHits } from './rule-hits';
import { RULE_LANGUAGES, languageName } from './rule-languages';
import { StepPart } from './step-part';
import { TryIt } from './try-it';
import { WordList } from './word-list';

/** One rule as a sentence. The route's id is 'new' for one that is yet to be made. */
@Component({
  selector: 'mx-rule-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Checkbox, Chip, EmptyState, Icon, IconButton, Menu, MenuTrigger, PillMenu, ReplyPart, RouterLink, RuleHits, SaveBar, StepPart, TryIt, WordList],
  templateUrl: './rule-editor.html',
  styleUrl: './rule-editor.css',
})
export class RuleEditor {
  protected readonly store = inject(RulesStore);
  protected readonly directory = inject(DirectoryStore);
  protected readonly labels = inject(LabelsStore);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly dialogs = inject(Dialogs);
  private readonly session = inject(SessionStore);
  private readonly announcer = inject(Announcer);
  private readonly stopWords = inject(StopWords);
  readonly id = input.required<string>();
  /** A starter rule or a rule to copy. */
  readonly from = input<string>();

  protected readonly isNew = computed(() => this.id() === 'new');
  protected readonly rule = computed(() => this.store.find(this.id()) ?? null);
  protected readonly editing = new RuleEditing(this.rule);
  protected readonly draft = this.editing.draft;
  protected readonly missing = computed(() => !this.isNew() && this.rule() === null && this.changes() === 0);
  protected readonly manages = computed(() => this.session.can('rules.manage'));
  protected readonly changes = computed(() => this.editing.changed().length);
  protected readonly theirChanges = computed(() => this.editing.theirChanges().map((part) => PART_WORDS[part]).join(', '));
  protected readonly problems = computed(() => problemsOf(this.draft()));
  protected readonly saving = signal(false);
  protected readonly attempted = signal(false);
  protected readonly refused = signal<ApiProblem | null>(null);
  private clientId = this.store.newClientId();

  protected readonly replyAt = computed(() => replyIndex(this.draft().actions));
  protected readonly reply = computed(() => this.draft().actions[this.replyAt()] ?? null);
  protected readonly replyProblem = computed(() => this.problemUnder(`actions.${this.replyAt()}`) ?? this.problemAt('actions'));
  protected readonly slotProblem = computed(() => (key: string) => this.problemAt(`actions.${this.replyAt()}.values.${key}`));
  protected readonly steps = computed(() => this.draft().actions.map((action, index) => ({ action, index })).filter(({ index }) => index !== this.replyAt()));
  protected readonly conditions = computed(() => this.draft().conditions);
  protected readonly limits = computed(() => this.draft().limits);
  protected readonly heading = computed(() => (this.isNew() ? 'New rule' : this.editing.gone() ? this.editing.base().name : `${this.rule()?.position ?? ''} · ${this.rule()?.name ?? ''}`));
  protected readonly channelChips = computed(() => this.conditions().channelIds.map((id) => ({ id, name: this.directory.channel(id)?.name ?? 'a deleted channel' })));
  protected readonly channelEntries = computed<MenuEntry[]>(() => this.directory.channels().map(({ id, name }) => ({ value: id, label: name, checked: this.conditions().channelIds.includes(id) })));
  protected readonly labelChips = computed(() => this.conditions().labelIds.map((id) => ({ id, name: this.labels.find(id)?.name ?? 'a deleted label' })));
  protected readonly labelEntries = computed<MenuEntry[]>(() => this.labels.all().map(({ id, name }) => ({ value: id, label: name, checked: this.conditions().labelIds.includes(id) })));
  protected readonly languageChips = computed(() => this.conditions().languages.map((code) => ({ id: code, name: languageName(code) })));
  protected readonly languageEntries = computed<MenuEntry[]>(() => RULE_LANGUAGES.map((code) => ({ value: code, label: languageName(code), checked: this.conditions().languages.includes(code) })));
  protected readonly mediaEntries = computed<MenuEntry<RuleMediaKind>[]>(() => MEDIA_KINDS.map((entry) => ({ ...entry, checked: this.conditions().mediaKinds.includes(entry.value) })));
  protected readonly mediaChips = computed(() => this.conditions().mediaKinds.map((kind) => ({ id: kind, name: MEDIA_WORDS[kind] })));
  protected readonly wordsLabel = computed(() => (this.conditions().match === 'regex' ? 'Pattern' : this.conditions().match === 'button' ? 'Buttons' : 'Words'));
  protected readonly takesWords = computed(() => ['exact', 'contains', 'starts_with', 'button'].includes(this.conditions().match));
  protected readonly wordsProblem = computed(() => this.problemAt('conditions.words'));
  /** Without hours every moment is within them. */
  protected readonly hoursOff = computed(() => {
    if (this.store.hours()?.enabled !== false) return null;
    switch (this.conditions().during) {
      case 'outside_hours':
        return 'Business hours are off, so it is never outside of them: this rule cannot run. Switch them on in';
      case 'inside_hours':
        return 'Business hours are off, so it is always within them. Set them in';
      default:
        return null;
    }
  });
  protected readonly shadowed = computed(() => {
    const words = this.stopWords.among(this.comparedWords());
    return words.map((word) => `“${word}”`).join(' or ');
  });
  private readonly comparedWords = computed(() => (['exact', 'contains', 'starts_with'].includes(this.conditions().match) ? this.conditions().words : []));
  protected readonly exactNote = computed(() => this.conditions().match === 'exact');

  protected readonly matches = MATCHES;
  protected readonly times = TIMES;
  protected readonly answered = ANSWERED;
  protected readonly newSteps: MenuEntry<RuleAction['do']>[] = NEW_STEPS.map(({ value, label }) => ({ value, label }));
  protected readonly icons = { copy: iconCopy, plus: iconPlus, trash: iconTrash, shield: iconShieldCheck, none: iconSearchX, warn: iconTriangleAlert };

  /** Discarded: what is on screen is nobody's work any more. */
  private readonly leaving = signal(false);

  constructor() {
    inject(UnsavedWork).watch(computed(() => this.changes() > 0 && !this.saving() && !this.leaving()));
    inject(Shortcuts).register({ keys: 'Ctrl+S', label: 'Save', group: 'Settings', run: () => void this.save(), when: () => this.changes() > 0, inFields: true });
    effect(() => {
      this.id();
      this.from();
      untracked(() => this.start());
    });
    effect(() => {
      const words = this.comparedWords();
      untracked(() => void this.stopWords.ask(words));
    });
    effect(() => {
      const rule = this.rule();
      // A rule may be younger than the list that was open.
      untracked(() => (rule && !this.editing.seen() ? this.start() : this.editing.follow()));
    });
  }

  protected set(change: Partial<RuleDraft>): void {
    this.refused.set(null);
    this.draft.update((draft) => ({ ...draft, ...change }));
  }

  protected when(change: Partial<RuleConditions>): void {
    this.set({ conditions: { ...this.conditions(), ...change } });
  }

  protected limit(change: Partial<RuleLimits>): void {
    this.set({ limits: { ...this.limits(), ...change } });
  }

  protected setMatch(match: MatchType | null): void {
    if (match) this.when({ match });
  }

  protected flip(part: 'channelIds' | 'labelIds' | 'languages' | 'mediaKinds', value: string): void {
    const now = this.conditions()[part] as string[];
    this.when({ [part]: now.includes(value) ? now.filter((one) => one !== value) : [...now, value] });
  }

  protected setAction(index: number, action: RuleAction | null): void {
    const actions = [...this.draft().actions];
    if (action) actions[index] = action;
    else actions.splice(index, 1);
    this.set({ actions });
  }

  protected setReply(reply: RuleAction | null): void {
    const at = this.replyAt();
    if (at >= 0) this.setAction(at, reply);
    else if (reply) this.set({ actions: [reply, ...this.draft().actions] });
  }

  protected addStep(kind: RuleAction['do']): void {
    const step = NEW_STEPS.find(({ value }) => value === kind)?.step;
    if (step) this.set({ actions: [...this.draft().actions, step] });
  }

  protected problemAt(place: string): string | null {
    return this.refused()?.errorOf(place) ?? (this.attempted() ? (this.problems()[place] ?? null) : null);
  }

  /** The server names what of an action is wrong: actions.0.labelId. */
  protected problemUnder(place: string): string | null {
    return this.problemAt(place) ?? this.refused()?.errors.find(({ field }) => field.startsWith(`${place}.`) && !field.startsWith(`${place}.values.`))?.message ?? null;
  }

  protected coolDown(minutes: string | null): void {
    this.limit({ coolDownMinutes: Number(minutes ?? 0) });
  }

  protected coolDownOptions(): readonly { value: string; label: string }[] {
    const minutes = String(this.limits().coolDownMinutes);
    return COOL_DOWNS.some(({ value }) => value === minutes) ? COOL_DOWNS : [...COOL_DOWNS, { value: minutes, label: `${minutes} minutes` }];
  }

  protected async discard(): Promise<void> {
    if (this.isNew() || this.editing.gone()) {
      this.leaving.set(true);
      await this.router.navigate(['/settings/auto-replies']);
    }
    this.start();
  }

  protected takeTheirs(): void {
    this.refused.set(null);
    this.editing.takeTheirs();
  }

  protected async saveMine(): Promise<void> {
    this.editing.keepMine();
    await this.save();
  }

  protected async save(): Promise<void> {
    this.attempted.set(true);
    if (this.saving() || Object.keys(this.problems()).length) return;
    this.saving.set(true);
    this.refused.set(null);
    try {
      await this.send(true);
    } finally {
      this.saving.set(false);
    }
  }

  /** The draft for a try; null when it is what is saved and on. */
  tried(): TriedRule | null {
    const seen = this.editing.seen();
    return this.missing() || (seen?.enabled && !this.changes()) ? null : triedRule(seen?.id ?? null, this.draft());
  }

  protected copy(): void {
    void this.router.navigate(['/settings/auto-replies/new'], { queryParams: { from: this.id() } });
  }

  protected async remove(): Promise<void> {
    const rule = this.rule();
    if (!rule || !(await this.dialogs.confirm({ heading: `Delete “${rule.name}”?`, text: 'What it did stays in the threads and in the log.', confirmLabel: 'Delete rule', danger: true }))) return;
    try {
      this.editing.takeTheirs();
      await this.store.remove(rule.id);
      await this.router.navigate(['/settings/auto-replies']);
      this.toasts.show('Rule deleted');
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }

  private async send(mayRepeat: boolean): Promise<void> {
    const [sent, seen] = [this.draft(), this.editing.seen()];
    const outcome = await this.store.save(seen, sent, this.clientId);
    if (outcome.ok) {
      this.toasts.show(outcome.rule.enabled ? 'Rule saved' : 'Rule saved. It is off.');
      if (seen) this.editing.saved(outcome.rule, sent);
      else await this.router.navigate(['/settings/auto-replies', outcome.rule.id], { replaceUrl: true });
      return;
    }
    const { problem } = outcome;
    const overtaken = problem.code === 'VERSION_CONFLICT' || problem.status === 404;
    if (overtaken) {
      await this.store.reading.run();
      this.editing.follow();
    }
    if (overtaken && this.editing.gone()) this.announcer.alert('Somebody deleted this rule meanwhile');
    else if (this.editing.theirs()) this.announcer.alert('Somebody else changed this rule meanwhile');
    // It was only switched on or off: nothing to choose from.
    else if (mayRepeat && seen && this.editing.seen()?.version !== seen.version) await this.send(false);
    else this.refused.set(problem);
  }

  private start(): void {
    this.leaving.set(false);
    this.refused.set(null);
    this.attempted.set(false);
    this.clientId = this.store.newClientId();
    if (this.isNew()) this.editing.begin(null, this.beginning());
    else this.editing.begin(this.rule());
  }

  private beginning(): RuleDraft {
    const from = this.from();
    const starter = STARTER_RULES.find(({ key }) => key === from);
    if (starter) return starter.draft;
    const copied = from ? this.store.find(from) : undefined;
    return copied ? { ...draftOf(copied), name: `${copied.name} (copy)`, enabled: false } : newDraft();
  }
}
