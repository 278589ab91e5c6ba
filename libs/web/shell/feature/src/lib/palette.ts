import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, ElementRef, afterRenderEffect, computed, effect, inject, signal, untracked, viewChild } from '@angular/core';
import { Icon, Kbd, iconChevronRight, iconSearch } from '@mailtrixy/web/shared/ui';
import type { Command } from '@mailtrixy/web/shared/util';
import { Commands } from '@mailtrixy/web/shared/util';
import { rankCommands } from './command-rank';
import { recentCommands, rememberCommand } from './recent-commands';

interface Row {
  command: Command;
  /** The section's name on its first row. */
  heading: string | null;
}

/** Ctrl+K: one field that finds places, settings and whatever the libraries registered. */
@Component({
  selector: 'mx-palette',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Kbd],
  host: { class: 'mx-palette', 'data-testid': 'palette' },
  template: `
    <div class="mx-palette__head">
      <svg mx-icon [icon]="iconSearch" [size]="18"></svg>
      @for (step of steps(); track step.id) {
        <span class="mx-chip mx-chip--accent mx-chip--lg">{{ step.label }}</span>
      }
      <input
        #box
        role="combobox"
        aria-expanded="true"
        aria-controls="mx-palette-list"
        aria-autocomplete="list"
        autocomplete="off"
        spellcheck="false"
        placeholder="Type a command or a place"
        aria-label="Command"
        [attr.aria-activedescendant]="rows().length > 0 ? 'mx-palette-' + active() : null"
        [value]="query()"
        (input)="type(box.value)"
        (keydown)="press($event)"
      />
      <mx-kbd keys="Esc" />
    </div>
    <ul id="mx-palette-list" class="mx-palette__list mx-scroll" role="listbox" aria-label="Commands">
      @for (row of rows(); track row.command.section + row.command.id; let index = $index) {
        @if (row.heading) {
          <li class="mx-menu__label" role="presentation">{{ row.heading }}</li>
        }
        <!-- The keys belong to the input: the list is never focused. -->
        <!-- eslint-disable-next-line @angular-eslint/template/click-events-have-key-events, @angular-eslint/template/interactive-supports-focus -->
        <li class="mx-menu__item" role="option" [id]="'mx-palette-' + index" [class.is-active]="index === active()" [attr.aria-selected]="index === active()" (mousemove)="active.set(index)" (click)="choose(row.command)">
          <span class="mx-trunc">{{ row.command.label }}</span>
          @if (row.command.children) {
            <svg mx-icon [icon]="iconChevronRight"></svg>
          }
          <span class="mx-menu__hint">
            @if (row.command.keys; as keys) {
              <mx-kbd [keys]="keys" />
            } @else {
              {{ row.command.hint }}
            }
          </span>
        </li>
      } @empty {
        <li class="mx-palette__none" role="presentation">Nothing matches “{{ query() }}”.</li>
      }
    </ul>
    <p class="mx-palette__foot">
      <span><mx-kbd keys="ArrowUp ArrowDown" />choose</span><span><mx-kbd keys="Enter" />run</span>
      @if (steps().length > 0) {
        <span><mx-kbd keys="Backspace" />back</span>
      }
      <span>Only what you may do is listed</span>
    </p>
  `,
})
export class Palette {
  private readonly ref = inject(DialogRef);
  private readonly commands = inject(Commands);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly query = signal('');
  protected readonly steps = signal<readonly Command[]>([]);
  protected readonly active = signal(0);
  private readonly local = computed<readonly Command[]>(() => {
    const step = this.steps().at(-1);
    if (step?.children) return step.children();
    return this.commands.sources().flatMap((source) => {
      const found = source(this.query());
      return found instanceof Promise ? [] : found;
    });
  });
  /** Answers of the server, appended below so that the highlighted row stays where it is. */
  private readonly remote = signal<readonly Command[]>([]);
  protected readonly rows = computed<readonly Row[]>(() => {
    const ranked = rankCommands(this.local(), this.query(), this.steps().length > 0 ? [] : recentCommands());
    const all = [...ranked, ...this.remote()];
    return all.map((command, index) => ({ command, heading: command.section === all[index - 1]?.section ? null : command.section }));
  });
  protected readonly iconSearch = iconSearch;
  protected readonly iconChevronRight = iconChevronRight;

  constructor() {
    effect(() => {
      const query = this.query();
      const nested = this.steps().length > 0;
      untracked(() => void this.ask(query, nested));
    });
    afterRenderEffect(() => {
      this.host.querySelector(`#mx-palette-${this.active()}`)?.scrollIntoView?.({ block: 'nearest' });
    });
  }

  protected type(text: string): void {
    this.query.set(text);
    this.active.set(0);
  }

  protected press(event: KeyboardEvent): void {
    const last = this.rows().length - 1;
    if (event.key === 'ArrowDown') this.active.update((at) => (at >= last ? 0 : at + 1));
    else if (event.key === 'ArrowUp') this.active.update((at) => (at <= 0 ? last : at - 1));
    else if (event.key === 'Home' && event.ctrlKey) this.active.set(0);
    else if (event.key === 'End' && event.ctrlKey) this.active.set(last);
    else if (event.key === 'Enter' && !event.isComposing) this.choose(this.rows().at(this.active())?.command);
    else if (event.key === 'Backspace' && this.query() === '' && this.steps().length > 0) this.back();
    else return;
    event.preventDefault();
  }

  protected choose(command: Command | undefined): void {
    if (!command) return;
    if (command.children) {
      this.steps.update((steps) => [...steps, command]);
      this.type('');
      this.box().nativeElement.focus();
      return;
    }
    if (this.steps().length === 0) rememberCommand(command.id);
    this.ref.close();
    command.run?.();
  }

  private back(): void {
    this.steps.update((steps) => steps.slice(0, -1));
    this.type('');
  }

  private async ask(query: string, nested: boolean): Promise<void> {
    this.remote.set([]);
    if (nested) return;
    const answers = this.commands.sources().map((source) => source(query)).filter((found) => found instanceof Promise);
    const found = (await Promise.allSettled(answers)).flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (query === this.query() && this.steps().length === 0) this.remote.set(found);
  }
}
