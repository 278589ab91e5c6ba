import { ChangeDetectionStrategy, Component, model } from '@angular/core';
import { KNOWLEDGE_QUESTIONS_MAX, KNOWLEDGE_QUESTION_MAX } from '@mailtrixy/shared/dto';
import { Button, Icon, IconButton, iconX } from '@mailtrixy/web/shared/ui';

/** Wordings that an article answers. They are searched like its title. */
@Component({
  selector: 'mx-question-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, IconButton],
  template: `
    <p class="mx-hint">In the customers’ own words. Twenty wordings find an article far more often than five.</p>
    <ul>
      @for (question of questions(); track $index) {
        <li><span dir="auto">{{ question }}</span><button mx-icon-button type="button" size="xs" [label]="'Remove: ' + question" (click)="remove($index)"><svg mx-icon [icon]="iconX" [size]="12"></svg></button></li>
      }
    </ul>
    @if (questions().length < max) {
      <form (submit)="$event.preventDefault(); add(box)"><input #box class="mx-input" dir="auto" aria-label="A question" placeholder="Can I send it back?" [attr.maxlength]="length" data-testid="article-question" /><button mx-button type="submit">Add</button></form>
    }
  `,
  styles: `
    ul { margin: var(--mx-4) 0; padding: 0; list-style: none; display: grid; gap: var(--mx-2); max-block-size: 16rem; overflow: auto; }
    li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--mx-3); align-items: center; overflow-wrap: anywhere; }
    form { display: flex; gap: var(--mx-4); } form > input { flex: 1; min-inline-size: 0; }
  `,
})
export class QuestionList {
  readonly questions = model.required<readonly string[]>();
  protected readonly max = KNOWLEDGE_QUESTIONS_MAX;
  protected readonly length = KNOWLEDGE_QUESTION_MAX;
  protected readonly iconX = iconX;

  protected add(box: HTMLInputElement): void {
    const question = box.value.trim();
    box.value = '';
    box.focus();
    if (question && !this.questions().some((known) => known.toLocaleLowerCase() === question.toLocaleLowerCase())) this.questions.update((questions) => [...questions, question]);
  }

  protected remove(index: number): void {
    this.questions.update((questions) => questions.filter((_, at) => at !== index));
  }
}
