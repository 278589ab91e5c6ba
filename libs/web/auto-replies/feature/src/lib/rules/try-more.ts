import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, input, model } from '@angular/core';
import { MEDIA_WORDS, type TriedMessage } from '@mailtrixy/web/auto-replies/data-access';
import { LabelsStore } from '@mailtrixy/web/inbox/data-access';
import { Chip, Field, Icon, Input, Menu, MenuTrigger, Select, iconPlus, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { RULE_LANGUAGES, languageName } from './rule-languages';

const KINDS: { value: TriedMessage['kind']; label: string }[] = [
  { value: 'text', label: 'a text' },
  { value: 'button', label: 'a press of a button' },
  ...(Object.entries(MEDIA_WORDS) as [keyof typeof MEDIA_WORDS, string][]).map(([value, label]) => ({ value, label: `${/^[aeiou]/.test(label) ? 'an' : 'a'} ${label}` })),
];

/** What a tried message is besides its words: its kind, whether it is the first, when it comes, labels and language. */
@Component({
  selector: 'mx-try-more',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chip, Field, Icon, Input, Menu, MenuTrigger, Select],
  template: `
    <details data-testid="try-more">
      <summary>More about the message: <span class="mx-t2">{{ summary() }}</span></summary>
      <div class="grid">
        <mx-field label="It is"><mx-select data-testid="try-kind" [options]="kinds" [value]="message().kind" (valueChange)="set({ kind: $event ?? 'text' })" /></mx-field>
        @if (message().kind === 'button') {
          <mx-field label="Id of the button" optional data-testid="try-button"><input #id mxInput dir="auto" autocomplete="off" maxlength="256" placeholder="the label counts too" [value]="message().buttonId" (input)="set({ buttonId: id.value })" /></mx-field>
        }
        <mx-field label="Their first message"><mx-select data-testid="try-first" [options]="firsts" [value]="message().firstMessage ? 'yes' : 'no'" (valueChange)="set({ firstMessage: $event === 'yes' })" /></mx-field>
        <mx-field label="Language"><mx-select data-testid="try-language" [options]="languages" [value]="message().language" (valueChange)="set({ language: $event ?? '' })" /></mx-field>
        <mx-field label="It comes"><mx-select data-testid="try-when" [options]="whens" [value]="when()" (valueChange)="setWhen($event)" /></mx-field>
        @if (when() === 'at') {
          <mx-field label="Date and time" [aside]="timeZone()"><input #at mxInput type="datetime-local" data-testid="try-at" [value]="message().at" (input)="set({ at: at.value })" /></mx-field>
        }
        <div class="mx-field" role="group" aria-label="Labels of the conversation">
          <span class="mx-field__label">Labels of the conversation</span>
          <span class="labels">
            @for (label of labelled(); track label.id) {
              <mx-chip [large]="true" [removable]="label.name" (removed)="flip(label.id)"><span dir="auto">{{ label.name }}</span></mx-chip>
            }
            <button type="button" class="add" data-testid="try-label" [mxMenuTriggerFor]="menu"><svg mx-icon [icon]="iconPlus" [size]="14"></svg>label</button>
            <ng-template #menu><mx-menu label="Labels" [entries]="entries()" (picked)="flip($event)" /></ng-template>
          </span>
        </div>
      </div>
    </details>
  `,
  styles: `
    :host { display: block; min-inline-size: 0; }
    summary { cursor: pointer; min-block-size: 1.75rem; line-height: 1.75rem; font-weight: 500; inline-size: fit-content; max-inline-size: 100%; }
    summary .mx-t2 { font-weight: 400; }
    .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: var(--mx-5); margin-block-start: var(--mx-4); align-items: start; }
    .labels { display: flex; flex-wrap: wrap; gap: var(--mx-3); align-items: center; min-block-size: var(--mx-control); }
    .add { display: inline-flex; align-items: center; gap: var(--mx-2); min-block-size: 1.75rem; padding: 0 .5rem; border: 1px dashed var(--mx-border-mid); border-radius: var(--mx-r-control); background: none; color: var(--mx-text-2); font: 500 .8125rem/1.25rem var(--mx-font); }
    .add:hover { background: var(--mx-hover); }
    @media (pointer: coarse) { .add, summary { min-block-size: 2.75rem; line-height: 2.75rem; } }
  `,
})
export class TryMore {
  private readonly labels = inject(LabelsStore);
  readonly message = model.required<TriedMessage>();
  /** Of the workspace: its clock is meant. */
  readonly timeZone = input.required<string>();
  protected readonly kinds = KINDS;
  protected readonly firsts = [
    { value: 'no', label: 'no, they wrote before' },
    { value: 'yes', label: 'yes, on this channel' },
  ];
  protected readonly languages = [{ value: '', label: 'as it reads' }, ...RULE_LANGUAGES.map((code) => ({ value: code as string, label: languageName(code) }))];
  protected readonly whens = [
    { value: 'now' as const, label: 'now' },
    { value: 'at' as const, label: 'at another time…' },
  ];
  protected readonly when = linkedSignal<'now' | 'at'>(() => (this.message().at ? 'at' : 'now'));
  protected readonly labelled = computed(() => this.message().labelIds.map((id) => ({ id, name: this.labels.find(id)?.name ?? 'a deleted label' })));
  protected readonly entries = computed<MenuEntry[]>(() => this.labels.all().map(({ id, name }) => ({ value: id, label: name, checked: this.message().labelIds.includes(id) })));
  protected readonly summary = computed(() => {
    const { kind, firstMessage, at, language, labelIds } = this.message();
    const labels = labelIds.length ? [labelIds.length === 1 ? 'one label' : `${labelIds.length} labels`] : [];
    return [KINDS.find(({ value }) => value === kind)?.label, firstMessage ? 'their first' : 'not their first', at ? at.replace('T', ' ') : 'now', ...(language ? [languageName(language)] : []), ...labels].join(', ');
  });
  protected readonly iconPlus = iconPlus;

  protected set(change: Partial<TriedMessage>): void {
    this.message.update((message) => ({ ...message, ...change }));
  }

  protected setWhen(when: 'now' | 'at' | null): void {
    if (when !== 'at') this.set({ at: '' });
    this.when.set(when ?? 'now');
  }

  protected flip(id: string): void {
    const { labelIds } = this.message();
    this.set({ labelIds: labelIds.includes(id) ? labelIds.filter((one) => one !== id) : [...labelIds, id] });
  }
}
