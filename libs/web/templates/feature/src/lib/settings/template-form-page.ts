import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, signal, untracked, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TEMPLATE_CATEGORIES, type TemplateCategory, type TemplateDetail } from '@mailtrixy/shared/dto';
import { type DraftHeaderFormat, DRAFT_LIMITS, HEADER_FILES, TemplatesApi, TemplatesStore, categoryWords } from '@mailtrixy/web/templates/data-access';
import { type ShownMedia, TemplatePreview, languageWords } from '@mailtrixy/web/templates/ui';
import { Banner, Button, Checkbox, Combobox, ErrorCard, Field, FileDrop, Icon, Input, RadioGroup, type RadioOption, Select, iconChevronLeft, iconPlus } from '@mailtrixy/web/shared/ui';
import { Load, Toasts, UnsavedWork, formatClock } from '@mailtrixy/web/shared/util';
import { ButtonEditor } from './button-editor';
import { DraftForm } from './draft-form';
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
  imports: [Banner, Button, ButtonEditor, Checkbox, Combobox, ErrorCard, Field, FileDrop, Icon, Input, RadioGroup, RouterLink, Select, TemplatePreview],
  providers: [DraftForm],
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
  /** Absent: a new one. */
  readonly id = input<string>();

  private readonly body = viewChild<ElementRef<HTMLTextAreaElement>>('body');
  private readonly summary = viewChild<ElementRef<HTMLElement>>('summary');
  private readonly load = new Load<TemplateDetail | null>(async () => {
    const id = this.id();
    return id ? this.api.get(id) : null;
  });
  protected readonly problem = this.load.problem;
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
  protected readonly bodyCount = computed(() => `${[...this.form.draft().body].length} / ${DRAFT_LIMITS.body}`);
  protected readonly fileRules = computed(() => HEADER_FILES[this.form.draft().headerFormat.toLowerCase() as 'image' | 'video' | 'document'] ?? HEADER_FILES.image);
  protected readonly business = computed(() => this.source.channel()?.name ?? '');
  protected readonly media = computed<Record<string, ShownMedia>>(() => {
    const sample = this.form.sample();
    const none: Record<string, ShownMedia> = {};
    return sample ? { header: sample } : none;
  });
  protected readonly channelOptions = computed(() => (this.source.channels() ?? []).map(({ id, name }) => ({ value: id, label: name })));

  constructor() {
    inject(UnsavedWork).watch(this.form.dirty);
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
    this.form.dropSample();
    this.form.sampleProblem.set(null);
    this.form.set({ headerFormat: format });
  }

  protected variable(): void {
    const box = this.body()?.nativeElement;
    if (!box) return;
    const caret = this.form.insertVariable(box.selectionStart, box.selectionEnd);
    setTimeout(() => {
      box.focus();
      box.setSelectionRange(caret, caret);
    });
  }

  protected chooseSample(files: readonly File[]): void {
    const channel = this.source.channel();
    if (channel && files[0]) void this.form.chooseSample(channel.id, files[0]);
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
    this.store.put(channel.id, detail);
    this.toasts.show(detail.status === 'APPROVED' ? `${detail.name} is approved` : `${detail.name} is with Meta for review`);
    await this.router.navigate(['/settings/templates', detail.id]);
  }
}
