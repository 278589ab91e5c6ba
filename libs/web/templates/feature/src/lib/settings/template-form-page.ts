import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, signal, untracked, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TEMPLATE_CATEGORIES, type TemplateCategory, type TemplateDetail } from '@mailtrixy/shared/dto';
import { type DraftHeaderFormat, DRAFT_LIMITS, TemplatesApi, TemplatesStore, bodyMax, categoryWords } from '@mailtrixy/web/templates/data-access';
import { TemplatePreview, languageWords } from '@mailtrixy/web/templates/ui';
import { Banner, Button, Combobox, ErrorCard, Field, Icon, Input, RadioGroup, type RadioOption, Select, iconChevronLeft, iconPlus } from '@mailtrixy/web/shared/ui';
import { Load, Toasts, UnsavedWork, formatClock, insertText } from '@mailtrixy/web/shared/util';
import { ButtonEditor } from './button-editor';
import { CodeFields } from './code-fields';
import { DraftForm } from './draft-form';
import { DraftSamples, type SampleKind } from './draft-samples';
import { ExtraFields } from './extra-fields';
import { SampleField } from './sample-field';
import { TEMPLATE_LANGUAGES } from './template-languages';
import { TemplateChannels } from './template-channels';

const HEADERS: { value: DraftHeaderFormat; label: string }[] = [
  { value: 'NONE', label: 'None' },
  { value: 'TEXT', label: 'Text' },
  { value: 'IMAGE', label: 'Image' },
  { value: 'VIDEO', label: 'Video' },
  { value: 'DOCUMENT', label: 'Document' },
  { value: 'LOCATION', label: 'Location' },
];
const CATEGORY_HINTS: Readonly<Record<TemplateCategory, string>> = {
  UTILITY: 'About something the customer did: an order, an appointment, an account.',
  MARKETING: 'Offers, news, anything that invites to buy. People can stop these.',
  AUTHENTICATION: 'A login code. Meta writes the words.',
};

/** Writes a new template or changes one. Meta's rules are said while it is written. */
@Component({
  selector: 'mx-template-form-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, ButtonEditor, CodeFields, Combobox, ErrorCard, ExtraFields, Field, Icon, Input, RadioGroup, RouterLink, SampleField, Select, TemplatePreview],
  providers: [DraftForm, DraftSamples],
  host: { '(keydown.control.s)': 'save($event)', '(keydown.meta.s)': 'save($event)' },
  templateUrl: './template-form-page.html',
  styleUrl: './template-form-page.css',
})
export class TemplateFormPage {
  private readonly api = inject(TemplatesApi);
  private readonly store = inject(TemplatesStore);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  protected readonly source = inject(TemplateChannels);
  protected readonly form = inject(DraftForm);
  protected readonly samples = inject(DraftSamples);
  /** Absent: a new one. */
  readonly id = input<string>();

  private readonly body = viewChild<ElementRef<HTMLTextAreaElement>>('body');
  private readonly summary = viewChild<ElementRef<HTMLElement>>('summary');
  private readonly load = new Load<TemplateDetail | null>(async () => {
    const id = this.id();
    return id ? this.api.get(id) : null;
  });
  protected readonly problem = this.load.problem;
  private readonly submitted = signal(false);
  protected readonly ready = signal(false);
  protected readonly tooRich = signal(false);
  protected readonly iconBack = iconChevronLeft;
  protected readonly iconPlus = iconPlus;
  protected readonly limits = DRAFT_LIMITS;
  protected readonly headers = HEADERS;
  protected readonly clock = formatClock(Date.now());
  protected readonly languages = TEMPLATE_LANGUAGES.map((code) => ({ value: code, label: `${languageWords(code)} · ${code}`, words: code }));
  protected readonly categories: RadioOption<TemplateCategory>[] = [...TEMPLATE_CATEGORIES].sort((a, b) => ['UTILITY', 'MARKETING', 'AUTHENTICATION'].indexOf(a) - ['UTILITY', 'MARKETING', 'AUTHENTICATION'].indexOf(b)).map((value) => ({ value, label: categoryWords(value), hint: CATEGORY_HINTS[value] }));
  protected readonly formats: RadioOption<'POSITIONAL' | 'NAMED'>[] = [
    { value: 'POSITIONAL', label: 'Numbers: {{1}}' },
    { value: 'NAMED', label: 'Names: {{first_name}}' },
  ];
  protected readonly editing = computed(() => this.id() !== undefined);
  /** Meta takes no other category for an approved one. */
  protected readonly categoryFixed = computed(() => this.load.value()?.status === 'APPROVED');
  protected readonly shown = computed(() => this.form.shownProblems());
  protected readonly bodyCount = computed(() => `${[...this.form.draft().body].length} / ${bodyMax(this.form.draft())}`);
  protected readonly fileKind = computed(() => this.form.draft().headerFormat.toLowerCase() as SampleKind);
  protected readonly business = computed(() => this.source.channel()?.name ?? '');
  protected readonly channelOptions = computed(() => (this.source.channels() ?? []).map(({ id, name }) => ({ value: id, label: name })));

  constructor() {
    inject(UnsavedWork).watch(computed(() => this.form.dirty() && !this.submitted()));
    effect(() => {
      const id = this.id();
      untracked(() => void this.open(id));
    });
  }

  protected async open(id = this.id()): Promise<void> {
    await Promise.all([this.load.run(), id ? this.source.showOf(id) : this.source.open()]);
    if (this.load.problem()) return;
    this.tooRich.set(!this.form.begin(this.load.value()));
    this.ready.set(true);
  }

  protected count(text: string, max: number): string {
    return `${[...text].length} / ${max}`;
  }

  /** Meta's names are small letters; typed capitals and spaces become what was meant. */
  protected rename(name: string): void {
    this.form.set({ name: name.toLowerCase().replace(/[\s-]+/g, '_') });
  }

  protected setHeader(format: DraftHeaderFormat): void {
    this.form.dropSample('header');
    this.form.set({ headerFormat: format });
  }

  protected variable(): void {
    const box = this.body()?.nativeElement;
    if (box) insertText(box, this.form.nextVariable());
  }

  protected async save(event?: Event): Promise<void> {
    event?.preventDefault();
    const channel = this.source.channel();
    if (!channel) return;
    const detail = await this.form.submit(channel.id);
    if (!detail) {
      setTimeout(() => this.summary()?.nativeElement.focus());
      return;
    }
    this.submitted.set(true);
    this.store.put(channel.id, detail);
    this.toasts.show(detail.status === 'APPROVED' ? `${detail.name} is approved` : `${detail.name} is with Meta for review`);
    await this.router.navigate(['/settings/templates', detail.id]);
  }
}
