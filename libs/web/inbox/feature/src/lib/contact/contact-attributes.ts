import { ChangeDetectionStrategy, Component, type ElementRef, computed, inject, input, linkedSignal, output, viewChild } from '@angular/core';
import { ATTRIBUTES_MAX, ATTRIBUTE_VALUE_MAX, type ContactRef, attributeWords, isAttributeName } from '@mailtrixy/shared/dto';
import { InboxApi } from '@mailtrixy/web/inbox/data-access';
import { Icon, IconButton, iconPlus, iconX } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Toasts } from '@mailtrixy/web/shared/util';

interface Row {
  key: string;
  /** The contact's id: a field may be left because another contact is shown. */
  of: string;
  name: string;
  value: string;
  words: string;
}

/** In signals by the name of the detail; this one is of the row that adds a detail. */
const NEW = '+';
let instances = 0;

/**
 * What people note about a contact. Enter or leaving a field saves, Escape reverts, an empty value removes; a name is
 * typed in words ("Order number") and kept as `order_number`.
 */
@Component({
  selector: 'mx-contact-attributes',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  template: `
    @if (rows().length > 0) {
      <ul class="rows">
        @for (row of rows(); track row.key) {
          <li class="row" data-testid="attribute" [attr.data-name]="row.name">
            <span class="name mx-trunc" [title]="row.words">{{ row.words }}</span>
            @if (canWrite()) {
              <input #box class="mx-input value" dir="auto" autocomplete="off" [attr.maxlength]="valueMax" [attr.aria-label]="row.words" [attr.aria-invalid]="problems()[row.name] ? true : null" [attr.aria-describedby]="problems()[row.name] ? problemId(row.name) : null" [value]="row.value" (keydown.enter)="keep(row, box)" (keydown.escape)="revert($event, row.name, box)" (blur)="keep(row, box)" />
              <button type="button" mx-icon-button size="xs" [label]="'Remove ' + row.words" (click)="remove(row)"><svg mx-icon [icon]="iconX" [size]="14"></svg></button>
            } @else {
              <span class="said" dir="auto">{{ row.value }}</span>
            }
            @if (problems()[row.name]; as words) {
              <p class="mx-field__error problem" role="alert" [id]="problemId(row.name)">{{ words }}</p>
            }
          </li>
        }
      </ul>
    }
    @if (canWrite()) {
      @if (adding()) {
        <div class="row" data-testid="new-attribute" (focusout)="left($event)" (keydown.escape)="giveUp($event)">
          <input #name class="mx-input name" dir="auto" autocomplete="off" placeholder="Order number" aria-label="Name of the detail" [attr.maxlength]="80" [attr.aria-describedby]="problems()[new] ? problemId(new) : null" [value]="typed().name" (input)="type({ name: name.value })" (keydown.enter)="value.focus()" />
          <input #value class="mx-input value" dir="auto" autocomplete="off" placeholder="1182" [attr.maxlength]="valueMax" [attr.aria-label]="'Value of ' + (typed().name.trim() || 'the detail')" [attr.aria-describedby]="problems()[new] ? problemId(new) : null" [value]="typed().value" (input)="type({ value: value.value })" (keydown.enter)="add(true)" />
          <button type="button" mx-icon-button size="xs" label="Do not add" (click)="giveUp()"><svg mx-icon [icon]="iconX" [size]="14"></svg></button>
          @if (problems()[new]; as words) {
            <p class="mx-field__error problem" role="alert" [id]="problemId(new)">{{ words }}</p>
          }
        </div>
      } @else if (rows().length < most) {
        <button #opener type="button" class="add" data-testid="add-attribute" (click)="begin()"><svg mx-icon [icon]="iconPlus" [size]="14"></svg>Add a detail</button>
      } @else {
        <p class="mx-small mx-t3">A contact has at most {{ most }} details.</p>
      }
    }
  `,
  styles: `
    :host { display: block; }
    .rows { margin: 0; padding: 0; list-style: none; }
    .row { display: grid; grid-template-columns: 5rem minmax(0, 1fr) 1.5rem; align-items: center; gap: 0 .5rem; min-block-size: 1.75rem; }
    .row > span.name { color: var(--mx-text-3); font: var(--mx-small); }
    .said { grid-column: 2 / -1; overflow-wrap: anywhere; }
    .mx-input { min-block-size: 1.75rem; min-inline-size: 0; padding-inline: .375rem; }
    .value { margin-inline-start: -.4375rem; }
    li .mx-input:not(:hover, :focus, [aria-invalid]) { border-color: transparent; background: none; }
    .problem { grid-column: 1 / -1; margin: 0; }
    .add { display: inline-flex; align-items: center; gap: .375rem; min-block-size: 1.75rem; padding-inline: .375rem; margin-inline-start: -.375rem; border: 0; border-radius: 5px; background: none; color: var(--mx-text-2); cursor: pointer; }
    .add:hover { background: var(--mx-hover); color: var(--mx-text); }
  `,
})
export class ContactAttributes {
  private readonly api = inject(InboxApi);
  private readonly announcer = inject(Announcer);
  private readonly toasts = inject(Toasts);
  readonly contact = input.required<ContactRef>();
  readonly canWrite = input(false);
  readonly changed = output();
  protected readonly iconPlus = iconPlus;
  protected readonly iconX = iconX;
  protected readonly valueMax = ATTRIBUTE_VALUE_MAX;
  protected readonly most = ATTRIBUTES_MAX;
  protected readonly new = NEW;
  private readonly prefix = `mx-attributes-${(instances += 1)}`;

  /** Of itself, so that the same contact read anew takes nothing away from what is being typed. */
  private readonly contactId = computed(() => this.contact().id);
  /** Kept here so that an answer shows before the conversation is read anew. */
  private readonly attributes = linkedSignal(() => this.contact().attributes);
  protected readonly rows = computed<Row[]>(() => Object.entries(this.attributes()).map(([name, value]) => ({ key: `${this.contact().id} ${name}`, of: this.contact().id, name, value, words: attributeWords(name) })));
  protected readonly problems = linkedSignal<string, Readonly<Record<string, string>>>({ source: this.contactId, computation: () => ({}) });
  protected readonly adding = linkedSignal({ source: this.contactId, computation: () => false });
  protected readonly typed = linkedSignal({ source: this.contactId, computation: () => ({ name: '', value: '' }) });
  /** One after the other, so that the answer that comes last is the newest. */
  private saves: Promise<unknown> = Promise.resolve();
  /** On their way, by row: Enter and leaving the field are one wish. */
  private readonly wanted = new Map<string, string>();
  private readonly nameField = viewChild<ElementRef<HTMLInputElement>>('name');
  private readonly opener = viewChild<ElementRef<HTMLButtonElement>>('opener');

  protected problemId(name: string): string {
    return `${this.prefix}-${name === NEW ? 'new' : name}`;
  }

  protected async keep(row: Row, box: HTMLInputElement): Promise<void> {
    const value = box.value.trim();
    if (value === (this.wanted.get(row.key) ?? row.value)) return;
    if (!value) return this.remove(row);
    await this.save(row, row.name, value, 'Saved');
  }

  /** The panel and what lies around it keep their own Escape while there is something to revert. */
  protected revert(event: Event, name: string, box: HTMLInputElement): void {
    const stored = this.attributes()[name] ?? '';
    if (box.value === stored && !this.problems()[name]) return;
    event.stopPropagation();
    box.value = stored;
    this.say(name, null);
  }

  protected async remove(row: Row): Promise<void> {
    if (this.wanted.get(row.key) === '' || !(await this.save(row, row.name, '', `${row.words} removed`))) return;
    // Where the focus was is gone, unless the person went on.
    setTimeout(() => document.activeElement === document.body && this.opener()?.nativeElement.focus());
  }

  protected begin(): void {
    this.typed.set({ name: '', value: '' });
    this.adding.set(true);
    setTimeout(() => this.nameField()?.nativeElement.focus());
  }

  protected type(part: { name?: string; value?: string }): void {
    this.typed.update((typed) => ({ ...typed, ...part }));
    this.say(NEW, null);
  }

  protected giveUp(event?: Event): void {
    event?.stopPropagation();
    this.say(NEW, null);
    this.adding.set(false);
    setTimeout(() => this.opener()?.nativeElement.focus());
  }

  /** Leaving the row saves what is whole; an empty row goes. */
  protected left(event: FocusEvent): void {
    if ((event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null) || !this.adding()) return;
    const { name, value } = this.typed();
    if (!name.trim() && !value.trim()) this.adding.set(false);
    else void this.add(false);
  }

  protected async add(goOn: boolean): Promise<void> {
    const row = { of: this.contact().id, name: NEW, key: NEW };
    if (this.wanted.has(NEW)) return;
    const name = attributeNameOf(this.typed().name);
    const value = this.typed().value.trim();
    const problem = !name ? 'Give the detail a name of letters or digits, at most 40.' : Object.hasOwn(this.attributes(), name) ? `${attributeWords(name)} is there already.` : !value ? 'Write a value.' : null;
    this.say(NEW, problem);
    if (problem || !(await this.save(row, name, value, `${attributeWords(name)} added`))) return;
    this.adding.set(false);
    if (goOn) setTimeout(() => this.opener()?.nativeElement.focus());
  }

  /** An empty value removes. True when it was saved and the same contact is shown. */
  private save(row: Pick<Row, 'key' | 'of' | 'name'>, name: string, value: string, done: string): Promise<boolean> {
    this.wanted.set(row.key, value);
    const save = this.saves.then(() => this.request(row.of, row.name, { [name]: value || null }, done)).finally(() => this.wanted.get(row.key) === value && this.wanted.delete(row.key));
    this.saves = save;
    return save;
  }

  private async request(id: string, row: string, change: Record<string, string | null>, done: string): Promise<boolean> {
    try {
      const { attributes } = await this.api.noteContact(id, change);
      this.announcer.say(done);
      if (this.contact().id !== id) return false;
      this.attributes.set(attributes);
      this.say(row, null);
      this.changed.emit();
      return true;
    } catch (error) {
      const problem = ApiProblem.from(error);
      const words = `Not saved: ${problem.errors[0]?.message ?? problem.message}`;
      if (this.contact().id === id) this.say(row, words);
      else this.toasts.error(words);
      return false;
    }
  }

  private say(row: string, words: string | null): void {
    this.problems.update((all) => {
      const { [row]: _before, ...others } = all;
      return words === null ? others : { ...others, [row]: words };
    });
  }
}

/** "Order number" → "order_number"; empty when nothing of it can be a name. */
export function attributeNameOf(words: string): string {
  const name = words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return isAttributeName(name) ? name : '';
}
