import { Injectable, computed, inject, linkedSignal, signal } from '@angular/core';
import type { TemplateButtonView, TemplateDetail } from '@mailtrixy/shared/dto';
import { type DraftButton, type DraftButtonType, EMPTY_DRAFT, type DraftProblems, type TemplateDraft, TemplatesApi, draftComponents, draftOf, draftProblems, hasMedia, headerFileProblem, serverProblems, variablesIn } from '@mailtrixy/web/templates/data-access';
import type { ShownMedia, TemplateLook } from '@mailtrixy/web/templates/ui';
import { ApiProblem, uuidv7 } from '@mailtrixy/web/shared/util';

export interface VariableExample {
  key: string;
  name: string;
  where: string;
}

/** A template being written: its state, what Meta would refuse, and how it is handed in. */
@Injectable()
export class DraftForm {
  private readonly api = inject(TemplatesApi);
  private readonly initial = signal<TemplateDraft>(EMPTY_DRAFT);
  private readonly touched = signal<ReadonlySet<string>>(new Set());
  private readonly clientId = linkedSignal({ source: () => this.draft(), computation: () => uuidv7() });
  private editedId: string | null = null;

  readonly draft = linkedSignal(() => this.initial());
  readonly busy = signal(false);
  readonly uploading = signal(false);
  /** Of the upload of a header's example. */
  readonly sampleProblem = signal<string | null>(null);
  readonly sample = signal<ShownMedia | null>(null);
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

  readonly look = computed<TemplateLook>(() => {
    const { headerFormat, headerText, body, footer, buttons, securityNote, codeMinutes, codeButton } = this.draft();
    if (this.code()) {
      const note = securityNote ? ' For your security, do not share this code.' : '';
      return { headerFormat: null, headerText: null, body: `*{{1}}* is your verification code.${note}`, footer: codeMinutes.trim() ? `This code expires in ${codeMinutes.trim()} minutes.` : null, buttons: [{ type: 'OTP', text: codeButton || 'Copy code', url: null, phone: null }], cards: [] };
    }
    return { headerFormat: headerFormat === 'NONE' ? null : headerFormat, headerText: headerText || null, body: body || 'Write the body…', footer: footer || null, buttons: buttons.map(buttonView), cards: [] };
  });
  /** What stands in the holes of the preview: the examples. */
  readonly values = computed<Record<string, string>>(() => {
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

  /** The next variable at the caret; answers where the caret goes. */
  insertVariable(from: number, to: number): number {
    const { body, parameterFormat } = this.draft();
    const names = variablesIn(body);
    const name = parameterFormat === 'NAMED' ? freeName(names) : String(names.length + 1);
    const hole = `{{${name}}}`;
    this.set({ body: body.slice(0, from) + hole + body.slice(to) });
    return from + hole.length;
  }

  addButton(type: DraftButtonType): void {
    const button: DraftButton = { type, text: '', value: '', example: '' };
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
    this.touched.update((parts) => new Set([...parts].filter((part) => !part.startsWith('button.'))));
  }

  async chooseSample(channelId: string, file: File): Promise<void> {
    const kind = this.draft().headerFormat.toLowerCase() as 'image' | 'video' | 'document';
    this.touch('header');
    this.sampleProblem.set(headerFileProblem(kind, file));
    if (this.sampleProblem()) return;
    this.uploading.set(true);
    this.dropSample();
    this.sample.set({ name: file.name, picture: kind === 'image' ? URL.createObjectURL(file) : null });
    try {
      const uploaded = await this.api.upload(file, kind);
      if (uploaded.refusal) throw new ApiProblem({ detail: uploaded.refusal.words });
      const { handle } = await this.api.sample(channelId, uploaded.id);
      if (this.draft().headerFormat.toLowerCase() === kind) this.set({ headerHandle: handle });
    } catch (error) {
      this.dropSample();
      this.sampleProblem.set(`Not uploaded: ${ApiProblem.from(error).message}`);
    } finally {
      this.uploading.set(false);
    }
  }

  dropSample(): void {
    const picture = this.sample()?.picture;
    if (picture) URL.revokeObjectURL(picture);
    this.sample.set(null);
    this.set({ headerHandle: '' });
  }

  /** Answers the template, or null when it was refused: the words are then at their parts or in `failure`. */
  async submit(channelId: string): Promise<TemplateDetail | null> {
    this.touched.set(new Set(Object.keys(this.problems())));
    const count = Object.keys(draftProblems(this.draft())).length;
    if (count > 0) {
      this.failure.set(count === 1 ? 'One field needs another look.' : `${count} fields need another look.`);
      return null;
    }
    if (this.busy() || this.uploading()) return null;
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

function buttonView({ type, text, value }: DraftButton): TemplateButtonView {
  return { type, text: text || (type === 'COPY_CODE' ? 'Copy code' : ''), url: type === 'URL' ? value : null, phone: type === 'PHONE_NUMBER' ? value : null };
}

function freeName(names: readonly string[]): string {
  for (let at = 1; ; at += 1) if (!names.includes(`name_${at}`)) return `name_${at}`;
}
