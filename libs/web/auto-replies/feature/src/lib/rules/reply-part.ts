import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, output, untracked, viewChild } from '@angular/core';
import type { RuleAction, TemplateSummary } from '@mailtrixy/shared/dto';
import { CannedRepliesStore, DirectoryStore } from '@mailtrixy/web/inbox/data-access';
import { Icon, Menu, MenuTrigger, iconPlus, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { Load, insertText } from '@mailtrixy/web/shared/util';
import { TemplatesApi } from '@mailtrixy/web/templates/data-access';
import { FilePick } from './file-pick';
import { PillMenu } from './pill-menu';
import { attachmentKindOf } from './reply-file';
import { TemplateSlots } from './template-slots';

type Way = 'nothing' | 'reply_text' | 'reply_canned' | 'reply_template' | 'reply_media';

const FIELDS: MenuEntry[] = [
  { value: '{{contact.first_name}}', label: 'First name' },
  { value: '{{contact.name}}', label: 'Name' },
  { value: '{{workspace.name}}', label: 'Workspace' },
];
const TEXT_MAX = 4096;

/** What a rule answers: nothing, a text, a canned reply, a template or a file. */
@Component({
  selector: 'mx-reply-part',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FilePick, Icon, Menu, MenuTrigger, PillMenu, TemplateSlots],
  templateUrl: './reply-part.html',
  styles: `
    :host { display: grid; gap: var(--mx-3); min-inline-size: 0; }
    .row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--mx-3) var(--mx-4); }
    textarea { font: var(--mx-message); inline-size: 100%; }
    .count { margin-inline-start: auto; }
    .add { display: inline-flex; align-items: center; gap: var(--mx-2); min-block-size: 1.75rem; padding: 0 .5rem; border: 1px dashed var(--mx-border-mid); border-radius: var(--mx-r-control); background: none; color: var(--mx-text-2); font: 500 .8125rem/1.25rem var(--mx-font); }
    .add:hover { background: var(--mx-hover); }
    @media (pointer: coarse) { .add { min-block-size: 2.75rem; } }
  `,
})
export class ReplyPart {
  private readonly canned = inject(CannedRepliesStore);
  private readonly directory = inject(DirectoryStore);
  private readonly templatesApi = inject(TemplatesApi);
  private readonly box = viewChild<ElementRef<HTMLTextAreaElement>>('box');
  readonly reply = input.required<RuleAction | null>();
  readonly channelIds = input.required<readonly string[]>();
  readonly problem = input<string | null>(null);
  /** The server's words about a field of the template. */
  readonly slotProblem = input<(key: string) => string | null>(() => null);
  readonly replyChange = output<RuleAction | null>();

  protected readonly way = computed<Way>(() => (this.reply()?.do as Way | undefined) ?? 'nothing');
  protected readonly ways: { value: Way; label: string }[] = [
    { value: 'reply_text', label: 'with text' },
    { value: 'reply_canned', label: 'with a canned reply' },
    { value: 'reply_template', label: 'with a template' },
    { value: 'reply_media', label: 'with a file' },
    { value: 'nothing', label: 'nothing' },
  ];
  protected readonly text = computed(() => this.of('reply_text')?.text ?? '');
  protected readonly length = computed(() => Array.from(this.text()).length);
  protected readonly max = TEXT_MAX;
  protected readonly fields = FIELDS;
  protected readonly cannedId = computed(() => this.of('reply_canned')?.cannedReplyId || null);
  protected readonly cannedOptions = computed(() => this.canned.all().filter(({ scope }) => scope === 'all').map(({ id, shortcut, name }) => ({ value: id, label: `/${shortcut} · ${name}` })));
  protected readonly cannedBody = computed(() => this.canned.all().find(({ id }) => id === this.cannedId())?.body ?? null);
  private readonly templateChannel = computed(() => this.channelIds()[0] ?? this.directory.channels().find(({ kind }) => kind === 'whatsapp')?.id ?? null);
  protected readonly templates = new Load(() => {
    const channelId = untracked(this.templateChannel);
    return channelId ? this.templatesApi.list(channelId) : Promise.resolve(null);
  });
  protected readonly sendable = computed(() => (this.templates.value()?.items ?? []).filter((item) => item.notSendable === null));
  protected readonly templateId = computed(() => this.of('reply_template')?.templateId || null);
  protected readonly template = computed<TemplateSummary | null>(() => this.sendable().find(({ id }) => id === this.templateId()) ?? null);
  protected readonly templateOptions = computed(() => this.sendable().map(({ id, name, language }) => ({ value: id, label: `${name} · ${language}` })));
  protected readonly templateValues = computed(() => this.of('reply_template')?.values ?? {});
  protected readonly file = computed(() => this.of('reply_media'));
  protected readonly kindOf = attachmentKindOf;
  protected readonly icons = { plus: iconPlus };

  constructor() {
    effect(() => {
      if (this.way() === 'reply_template' && this.templateChannel()) untracked(() => void this.templates.run());
    });
  }

  protected choose(way: Way | null): void {
    switch (way) {
      case 'reply_text':
        return this.replyChange.emit({ do: way, text: this.text() });
      case 'reply_canned':
        return this.replyChange.emit({ do: way, cannedReplyId: '' });
      case 'reply_template':
        return this.replyChange.emit({ do: way, templateId: '', values: {} });
      case 'reply_media':
        return this.replyChange.emit({ do: way, attachmentId: '', caption: '' });
      default:
        return this.replyChange.emit(null);
    }
  }

  protected setText(text: string): void {
    this.replyChange.emit({ do: 'reply_text', text });
  }

  protected insert(field: string): void {
    const box = this.box()?.nativeElement;
    if (box) insertText(box, field);
  }

  protected setCanned(id: string | null): void {
    if (id) this.replyChange.emit({ do: 'reply_canned', cannedReplyId: id });
  }

  protected setTemplate(id: string | null): void {
    if (id) this.replyChange.emit({ do: 'reply_template', templateId: id, values: {} });
  }

  protected setValues(values: Record<string, unknown>): void {
    const reply = this.of('reply_template');
    if (reply) this.replyChange.emit({ ...reply, values });
  }

  protected setCaption(caption: string): void {
    const reply = this.of('reply_media');
    if (reply) this.replyChange.emit({ ...reply, caption });
  }

  protected setFile(attachmentId: string): void {
    this.replyChange.emit({ do: 'reply_media', attachmentId, caption: this.file()?.caption ?? '' });
  }

  private of<K extends Way>(way: K): Extract<RuleAction, { do: K }> | null {
    const reply = this.reply();
    return reply?.do === way ? (reply as Extract<RuleAction, { do: K }>) : null;
  }
}
