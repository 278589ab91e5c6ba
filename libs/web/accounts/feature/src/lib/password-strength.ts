import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { PASSWORD_GOOD, PASSWORD_MIN } from '@mailtrixy/shared/dto';

export interface Strength {
  bars: 0 | 1 | 2 | 3 | 4;
  word: string;
  kind: 'weak' | 'fair' | 'good';
}

/** Length is what counts; repeated signs do not. */
export function passwordStrength(password: string): Strength {
  const length = Array.from(password).length;
  const different = new Set(password.toLowerCase()).size;
  if (length === 0) return { bars: 0, word: '', kind: 'weak' };
  if (length < PASSWORD_MIN) return { bars: 1, word: 'Too short.', kind: 'weak' };
  if (different < 5) return { bars: 1, word: 'Easy to guess.', kind: 'weak' };
  if (length < PASSWORD_GOOD) return { bars: 2, word: 'Fair.', kind: 'fair' };
  return length < PASSWORD_GOOD + 5 ? { bars: 3, word: 'Strong.', kind: 'good' } : { bars: 4, word: 'Very strong.', kind: 'good' };
}

@Component({
  selector: 'mx-password-strength',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="mx-meter-4" aria-hidden="true" [class.is-weak]="strength().kind === 'weak'" [class.is-fair]="strength().kind === 'fair'">
      @for (bar of [1, 2, 3, 4]; track bar) {
        <i [class.is-on]="bar <= strength().bars"></i>
      }
    </span>
    <span class="mx-field__hint" aria-live="polite">
      <b [class.mx-danger]="strength().kind === 'weak'" [class.mx-warn]="strength().kind === 'fair'" [class.mx-ok]="strength().kind === 'good'">{{ strength().word }}</b>
      {{ advice() }}
    </span>
  `,
})
export class PasswordStrength {
  readonly password = input.required<string>();
  protected readonly strength = computed(() => passwordStrength(this.password()));
  protected readonly advice = computed(() => {
    const length = Array.from(this.password()).length;
    if (length === 0) return `${PASSWORD_MIN} characters are needed, ${PASSWORD_GOOD} or more are better. Pasting and password managers work here.`;
    if (length < PASSWORD_MIN) return `${length} of ${PASSWORD_MIN} characters.`;
    return length < PASSWORD_GOOD ? `${length} characters. ${PASSWORD_GOOD} or more are much harder to guess.` : `${length} characters.`;
  });
}
