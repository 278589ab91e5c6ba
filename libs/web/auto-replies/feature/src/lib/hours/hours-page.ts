import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { WEEKDAYS, type BusinessHours, type Weekday } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { AutoRepliesApi } from '@mailtrixy/web/auto-replies/data-access';
import { Banner, Button, Chip, ErrorCard, Icon, IconButton, Loading, SaveBar, Skeleton, Switch, iconPlus, iconTrash } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load, Shortcuts, Toasts, UnsavedWork } from '@mailtrixy/web/shared/util';
import { hoursProblem } from './hours-problem';

const DAY_NAMES: Readonly<Record<Weekday, string>> = { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' };

/** Settings → Business hours: what "outside hours" means to rules and to the AI. */
@Component({
  selector: 'mx-hours-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Chip, ErrorCard, Icon, IconButton, Loading, SaveBar, Skeleton, Switch],
  templateUrl: './hours-page.html',
  styles: `
    .day { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: var(--mx-4); padding: var(--mx-4) var(--mx-6); align-items: start; }
    .day + .day { border-block-start: 1px solid var(--mx-border); }
    .day > b { line-height: 2rem; font-weight: 600; }
    .spans { display: grid; gap: var(--mx-3); }
    .span { display: flex; flex-wrap: wrap; gap: var(--mx-3); align-items: center; }
    .span > input { inline-size: 7rem; }
    .holidays { display: flex; flex-wrap: wrap; gap: var(--mx-3); align-items: center; }
    .holidays > input { inline-size: 10rem; }
    .gap { margin-block-end: var(--mx-6); display: block; }
    fieldset { border: 0; margin: 0; padding: 0; min-inline-size: 0; }
    @media (max-width: 767.98px) { .day { grid-template-columns: minmax(0, 1fr); gap: 0; } }
  `,
})
export class HoursPage {
  private readonly api = inject(AutoRepliesApi);
  private readonly toasts = inject(Toasts);
  private readonly session = inject(SessionStore);
  protected readonly hours = new Load(() => this.api.hours());
  protected readonly draft = linkedSignal<BusinessHours | null>(() => this.hours.value());
  protected readonly manages = computed(() => this.session.can('rules.manage'));
  protected readonly days = WEEKDAYS.map((day) => ({ day, name: DAY_NAMES[day] }));
  protected readonly saving = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly changes = computed(() => {
    const [saved, draft] = [this.hours.value(), this.draft()];
    if (!saved || !draft) return 0;
    const differs = (a: unknown, b: unknown): number => (JSON.stringify(a) === JSON.stringify(b) ? 0 : 1);
    return differs(saved.enabled, draft.enabled) + differs(saved.holidays, draft.holidays) + WEEKDAYS.reduce((sum, day) => sum + differs(saved.week[day], draft.week[day]), 0);
  });
  protected readonly problems = computed(() => {
    const draft = this.draft();
    return new Map(draft ? WEEKDAYS.map((day) => [day, hoursProblem(draft.week[day])]) : []);
  });
  protected readonly blocked = computed(() => [...this.problems().values()].some((problem) => problem !== null));
  protected readonly icons = { plus: iconPlus, trash: iconTrash };

  constructor() {
    void this.hours.run();
    inject(UnsavedWork).watch(computed(() => this.changes() > 0));
    inject(Shortcuts).register({ keys: 'Ctrl+S', label: 'Save', group: 'Settings', run: () => void this.save(), when: () => this.changes() > 0, inFields: true });
  }

  protected set(change: Partial<BusinessHours>): void {
    this.failed.set(null);
    this.draft.update((draft) => draft && { ...draft, ...change });
  }

  protected add(day: Weekday): void {
    const spans = this.draft()?.week[day] ?? [];
    this.setDay(day, [...spans, spans.length ? { from: spans[spans.length - 1].to, to: '24:00' } : { from: '09:00', to: '17:00' }]);
  }

  protected change(day: Weekday, index: number, part: 'from' | 'to', value: string): void {
    // A day's end is written 24:00; a time field knows 00:00 only.
    const time = part === 'to' && value === '00:00' ? '24:00' : value;
    this.setDay(day, (this.draft()?.week[day] ?? []).map((span, at) => (at === index ? { ...span, [part]: time } : span)));
  }

  protected shown(time: string): string {
    return time === '24:00' ? '00:00' : time;
  }

  protected drop(day: Weekday, index: number): void {
    this.setDay(day, (this.draft()?.week[day] ?? []).filter((_, at) => at !== index));
  }

  protected addHoliday(date: string): void {
    const holidays = this.draft()?.holidays ?? [];
    if (date && !holidays.includes(date)) this.set({ holidays: [...holidays, date].sort() });
  }

  protected dropHoliday(date: string): void {
    this.set({ holidays: (this.draft()?.holidays ?? []).filter((one) => one !== date) });
  }

  protected discard(): void {
    this.failed.set(null);
    this.draft.set(this.hours.value());
  }

  protected async save(): Promise<void> {
    const draft = this.draft();
    if (!draft || this.saving() || this.blocked()) return;
    this.saving.set(true);
    try {
      const saved = await this.api.saveHours({ version: draft.version, enabled: draft.enabled, week: draft.week, holidays: draft.holidays });
      this.hours.patch(() => saved);
      this.toasts.show('Business hours saved');
    } catch (error) {
      const problem = ApiProblem.from(error);
      this.failed.set(problem.code === 'VERSION_CONFLICT' ? 'Somebody else changed the hours meanwhile. Discard to take theirs.' : problem.message);
      if (problem.code === 'VERSION_CONFLICT') await this.keepWhileReading(draft);
    } finally {
      this.saving.set(false);
    }
  }

  private setDay(day: Weekday, spans: { from: string; to: string }[]): void {
    const draft = this.draft();
    if (draft) this.set({ week: { ...draft.week, [day]: spans } });
  }

  /** Saving again then overwrites knowingly. */
  private async keepWhileReading(draft: BusinessHours): Promise<void> {
    await this.hours.run();
    this.draft.set({ ...draft, version: this.hours.value()?.version ?? draft.version });
  }
}
