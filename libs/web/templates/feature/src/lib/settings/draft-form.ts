import { Injectable, computed, inject, linkedSignal, signal } from '@angular/core';
import type { TemplateDetail } from '@mailtrixy/shared/dto';
import { type DraftButton, type DraftButtonType, type DraftExtra, EMPTY_DRAFT, type DraftProblems, type TemplateDraft, TemplatesApi, draftComponents, draftOf, draftProblems, hasMedia, newButton, serverProblems, startedCards, variablesIn, withCardChange } from '@mailtrixy/web/templates/data-access';
import { ApiProblem, uuidv7 } from '@mailtrixy/web/shared/util';
import { draftLook } from './draft-look';
import { DraftSamples, type SampleKind, type SamplePlace } from './draft-samples';

export interface VariableExample {
  key: string;
  name: string;
  where: string;
}

/** A template being written: its state, what Meta would refuse, and how it is handed in. */
@Injectable()
export class DraftForm {
  private readonly api = inject(TemplatesApi);
  private readonly samples = inject(DraftSamples);
  private readonly initial = signal<TemplateDraft>(EMPTY_DRAFT);
  private readonly touched = signal<ReadonlySet<string>>(new Set());
  private readonly clientId = linkedSignal({ source: () => this.draft(), computation: () => uuidv7() });
  private editedId: string | null = null;

  readonly draft = linkedSignal(() => this.initial());
  readonly busy = signal(false);
  readonly failure = signal<string | null>(null);
  private readonly refused = linkedSignal<TemplateDraft, DraftProblems>({ source: this.draft, computation: () => ({}) });
  readonly dirty = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.initial()));
  readonly problems = computed<DraftProblems>(() => ({ ...this.refused(), ...draftProblems(this.draft()) }));
  readonly shownProblems = computed<DraftProblems>(() => Object.fromEntries(Object.entries(this.problems()).filter(([part]) => this.touched().has(part) || part in this.refused())));
  readonly code = computed(() => this.draft().category === 'AUTHENTICATION');
  readonly media = computed(() => hasMedia(this.draft()));
  readonly variables = computed<VariableExample[]>(() => {
    const { headerFormat, headerText, body } = this.draft();
    const of = (part: 'header' | 'body', text: string): VariableExample[] => variablesIn(text).map((name) => ({ key: `${part}.${name}`, name, where: part }));
    return this.code() ? [] : [...(headerFormat === 'TEXT' ? of('header', headerText) : []), ...of('body', body)];
  });

  readonly look = computed(() => draftLook(this.draft()));
  /** What stands in the holes of the preview: the examples. */
  readonly values = computed<Record<string, string>>(() => {
    const code: Record<string, string> = { 'body.1': '123456' };
    if (this.code()) return code;
    const { examples, headerText } = this.draft();
    const header = examples[`header.${variablesIn(headerText)[0]}`];
    return { ...examples, ...(header ? { header } : {}) };
  });

  begin(detail: TemplateDetail | null): boolean {
    const draft = detail ? draftOf(detail) : EMPTY_DRAFT;
    this.editedId = detail?.id ?? null;
    if (draft) this.initial.set(draft);
    return draft !== null;
  }

  set(change: Partial<TemplateDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }));
  }

  touch(part: string): void {
    this.touched.update((parts) => new Set(parts).add(part));
  }

  setExample(key: string, example: string): void {
    this.set({ examples: { ...this.draft().examples, [key]: example } });
  }

  /** The next free variable as it stands in the text, e.g. `{{2}}`. */
  nextVariable(): string {
    const { body, parameterFormat } = this.draft();
    const names = variablesIn(body);
    return `{{${parameterFormat === 'NAMED' ? freeName(names) : names.length + 1}}}`;
  }

  addButton(type: DraftButtonType): void {
    const button = newButton(type);
    const { buttons } = this.draft();
    // Quick replies stand together, so a new one goes beside its kind.
    const last = buttons.findLastIndex((one) => one.type === 'QUICK_REPLY');
    const at = type === 'QUICK_REPLY' && last >= 0 ? last + 1 : buttons.length;
    this.set({ buttons: [...buttons.slice(0, at), button, ...buttons.slice(at)] });
  }

  setButton(index: number, change: Partial<DraftButton>): void {
    this.set({ buttons: this.draft().buttons.map((button, at) => (at === index ? { ...button, ...change } : button)) });
  }

  removeButton(index: number): void {
    this.set({ buttons: this.draft().buttons.filter((_, at) => at !== index) });
    this.forgetTouched('button.');
  }

  /** Parts that begin so are others now. */
  forgetTouched(prefix: string): void {
    this.touched.update((parts) => new Set([...parts].filter((part) => !part.startsWith(prefix))));
  }

  setExtra(extra: DraftExtra): void {
    this.set({ extra, ...(extra === 'CAROUSEL' ? { cards: startedCards(this.draft().cards) } : {}) });
  }

  async chooseSample(place: SamplePlace, kind: SampleKind, channelId: string, file: File): Promise<void> {
    this.touch(place === 'header' ? place : `card.${place}.header`);
    this.setHandle(place, '');
    const handle = await this.samples.choose(place, kind, channelId, file);
    // another kind may be wanted by now
    if (handle && this.kindAt(place) === kind.toUpperCase()) this.setHandle(place, handle);
  }

  dropSample(place: SamplePlace): void {
    this.samples.drop(place);
    this.setHandle(place, '');
  }

  handleAt(place: SamplePlace): string {
    return place === 'header' ? this.draft().headerHandle : (this.draft().cards[place]?.headerHandle ?? '');
  }

  private kindAt(place: SamplePlace): string {
    return place === 'header' ? this.draft().headerFormat : this.draft().cardHeader;
  }

  private setHandle(place: SamplePlace, headerHandle: string): void {
    this.set(place === 'header' ? { headerHandle } : { cards: withCardChange(this.draft().cards, place, { headerHandle }) });
  }

  /** Answers the template, or null when it was refused: the words are then at their parts or in `failure`. */
  async submit(channelId: string): Promise<TemplateDetail | null> {
    this.touched.set(new Set(Object.keys(this.problems())));
    const count = Object.keys(draftProblems(this.draft())).length;
    if (count > 0) {
      this.failure.set(count === 1 ? 'One field needs another look.' : `${count} fields need another look.`);
      return null;
    }
    if (this.busy() || this.samples.uploading()) return null;
    this.busy.set(true);
    this.failure.set(null);
    const { name, language, category, parameterFormat } = this.draft();
    const components = draftComponents(this.draft());
    try {
      const detail = this.editedId === null ? await this.api.create({ clientId: this.clientId(), channelId, name, language, category, parameterFormat, components }) : await this.api.edit(this.editedId, { ...(category === this.initial().category ? {} : { category }), components });
      this.initial.set(this.draft());
      return detail;
    } catch (error) {
      const problem = ApiProblem.from(error);
      const { problems, rest } = serverProblems(this.draft(), problem.errors);
      this.refused.set(problems);
      this.failure.set(rest[0] ?? problem.message);
      return null;
    } finally {
      this.busy.set(false);
    }
  }
}

function freeName(names: readonly string[]): string {
  for (let at = 1; ; at += 1) if (!names.includes(`name_${at}`)) return `name_${at}`;
}
