import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { InteractiveContent, TemplateContent } from '@mailtrixy/shared/dto';
import { MarkedText } from '@mailtrixy/web/shared/ui';
import { ButtonRows } from './cards/button-rows';
import { shownButtons } from './cards/shown-buttons';

/** Under the text of a message with buttons: carousel cards and the button rows. */
@Component({
  selector: 'mx-message-foot',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ButtonRows, MarkedText],
  template: `
    @if (cards().length > 0) {
      <div class="cards" tabindex="0" role="group" aria-label="Cards">
        @for (card of cards(); track $index) {
          <section class="card" [attr.aria-label]="'Card ' + ($index + 1)">
            @if (card.body) {
              <mx-marked-text class="text" [text]="card.body" />
            }
            <ul mx-button-rows [buttons]="card.buttons"></ul>
          </section>
        }
      </div>
    }
    @if (rows().length > 0) {
      <ul mx-button-rows class="rows" [buttons]="rows()"></ul>
    }
    @if (sections().length > 0) {
      <details class="choices">
        <summary>What they can choose</summary>
        @for (section of sections(); track $index) {
          @if (section.title) {
            <p class="section">{{ section.title }}</p>
          }
          <ul>
            @for (row of section.rows; track $index) {
              <li dir="auto">{{ row.title }}@if (row.description) {<span class="quiet"> · {{ row.description }}</span>}</li>
            }
          </ul>
        }
      </details>
    }
  `,
  styles: `
    :host { display: block; clear: both; }
    .rows { margin: .5rem -.75rem -.4375rem; }
    .cards { display: flex; gap: .5rem; overflow-x: auto; margin-block-start: .5rem; padding-block-end: .25rem; scrollbar-width: thin; }
    .card { flex: none; inline-size: 13rem; display: flex; flex-direction: column; border: 1px solid var(--mx-bubble-out-line); border-radius: 10px; overflow: hidden; background: var(--mx-surface); }
    .text { padding: .5rem .625rem; flex: 1; font: var(--mx-body); }
    .choices { margin-block-start: .5rem; font: var(--mx-small); }
    .choices summary { min-block-size: 1.5rem; cursor: pointer; color: var(--mx-link); }
    .section { margin: .25rem 0 0; font-weight: 600; }
    .choices ul { margin: 0; padding-inline-start: 1.125rem; }
    .quiet { color: var(--mx-text-2); }
  `,
})
export class MessageFoot {
  readonly content = input.required<InteractiveContent | TemplateContent>();
  protected readonly rows = computed(() => shownButtons(this.content()));
  protected readonly cards = computed(() => {
    const content = this.content();
    return content.kind === 'template' ? content.cards : [];
  });
  protected readonly sections = computed(() => {
    const content = this.content();
    return content.kind === 'interactive' && content.interactive.type === 'list' ? content.interactive.sections : [];
  });
}
