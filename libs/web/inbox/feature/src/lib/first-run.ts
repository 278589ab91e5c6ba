import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { InboxViewer } from '@mailtrixy/web/inbox/data-access';
import { Button, Icon, IconButton, Progress, iconCheck, iconX } from '@mailtrixy/web/shared/ui';
import { SetUpProgress } from './set-up-progress';

/** What is left to do before the inbox is of use; ticked from how things are, not from clicks. */
@Component({
  selector: 'mx-first-run',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, IconButton, Progress, RouterLink],
  template: `
    <section class="mx-card" aria-labelledby="first-run-title">
      <header class="head">
        <div class="mx-grow">
          <h2 id="first-run-title" class="mx-h2">Set up {{ viewer.workspaceName() }}</h2>
          <p class="mx-t2">{{ progress.doneCount() }} of {{ progress.steps().length }} done. You can leave and come back, this list ticks itself.</p>
        </div>
        <button type="button" mx-icon-button size="sm" label="Hide this list" (click)="progress.dismiss()"><svg mx-icon [icon]="iconX"></svg></button>
        <mx-progress class="bar" label="Set-up" [value]="progress.doneCount()" [max]="progress.steps().length" />
      </header>
      <ol class="steps">
        @for (step of progress.steps(); track step.name) {
          <li class="step" [class.is-done]="step.done">
            <span class="mark" aria-hidden="true">
              @if (step.done) {
                <svg mx-icon [icon]="iconCheck" [size]="12"></svg>
              }
            </span>
            <span class="mx-grow"
              ><span class="mx-strong name">{{ step.name }}</span><span class="mx-sr">{{ step.done ? ', done' : '' }}</span><span class="mx-small mx-t3 words">{{ step.words }}</span></span
            >
            @if (!step.done) {
              <a mx-button size="sm" [kind]="step === progress.next() ? 'primary' : 'outline'" [routerLink]="step.link">{{ step.label }}</a>
            }
          </li>
        }
      </ol>
    </section>
  `,
  styles: `
    :host { display: grid; place-items: center; block-size: 100%; padding: 1rem; overflow: auto; }
    .mx-card { inline-size: 34rem; max-inline-size: 100%; }
    .head { display: flex; flex-wrap: wrap; align-items: flex-start; gap: .75rem; padding: 1.25rem 1.25rem 1rem; }
    .bar { flex: 1 0 100%; }
    .step { display: flex; align-items: center; gap: .75rem; padding: .625rem 1rem; border-block-start: 1px solid var(--mx-border); }
    .mark { inline-size: 1.25rem; block-size: 1.25rem; flex: none; border-radius: 50%; border: 1.5px solid var(--mx-border-strong); display: grid; place-items: center; color: #fff; }
    .is-done .mark { background: light-dark(#17703F, #1F7F4B); border-color: transparent; }
    .is-done .name { color: var(--mx-text-3); text-decoration: line-through; }
    .words { display: block; }
  `,
})
export class FirstRun {
  protected readonly viewer = inject(InboxViewer);
  protected readonly progress = inject(SetUpProgress);
  protected readonly iconCheck = iconCheck;
  protected readonly iconX = iconX;
}
