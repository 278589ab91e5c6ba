import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { type DraftApp, type DraftCodeKind, DRAFT_LIMITS } from '@mailtrixy/web/templates/data-access';
import { Button, Checkbox, Field, Icon, IconButton, Input, RadioGroup, type RadioOption, iconPlus, iconTrash } from '@mailtrixy/web/shared/ui';
import { DraftForm } from './draft-form';

/** A login code: Meta writes the words, here are the options. */
@Component({
  selector: 'mx-code-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Checkbox, Field, Icon, IconButton, Input, RadioGroup],
  template: `
    <mx-radio-group label="How the code gets into the app" data-testid="draft-code-kind" [options]="kinds" [value]="form.draft().codeKind" (valueChange)="setKind($event ?? 'COPY_CODE')" />
    @if (form.draft().codeKind !== 'COPY_CODE') {
      @for (app of form.draft().codeApps; track $index; let at = $index) {
        <fieldset data-testid="draft-app">
          <legend class="mx-sr">Android app {{ at + 1 }}</legend>
          <p class="kind">
            <b>Android app</b>
            @if (form.draft().codeApps.length > 1) {
              <button type="button" mx-icon-button size="xs" [label]="'Remove app ' + (at + 1)" (click)="removeApp(at)"><svg mx-icon [icon]="iconTrash" [size]="14"></svg></button>
            }
          </p>
          <div class="app">
            <mx-field label="Package name" [error]="problem(at, 'packageName')" required><input #name mxInput class="mx-input--mono" autocomplete="off" spellcheck="false" placeholder="org.example.app" [value]="app.packageName" (input)="setApp(at, { packageName: name.value })" (blur)="touch(at, 'packageName')" /></mx-field>
            <mx-field label="Signature hash" hint="11 characters" [error]="problem(at, 'signatureHash')" required><input #hash mxInput class="mx-input--mono" autocomplete="off" spellcheck="false" placeholder="K8a/AINcGX7" [value]="app.signatureHash" (input)="setApp(at, { signatureHash: hash.value })" (blur)="touch(at, 'signatureHash')" /></mx-field>
          </div>
        </fieldset>
      }
      @if (form.shownProblems()['codeApps']; as words) {
        <p class="mx-field__error" role="alert">{{ words }}</p>
      }
      <p><button mx-button type="button" size="sm" (click)="addApp()"><svg mx-icon [icon]="iconPlus" [size]="14"></svg>Add app</button></p>
    }
    @if (form.draft().codeKind === 'ZERO_TAP') {
      <div>
        <mx-checkbox data-testid="zero-tap-terms" [checked]="form.draft().zeroTapTerms" (checkedChange)="form.set({ zeroTapTerms: $event })">We agree to Meta’s terms for zero-tap</mx-checkbox>
        @if (form.shownProblems()['zeroTapTerms']; as words) {
          <p class="mx-field__error" role="alert">{{ words }}</p>
        }
      </div>
    }
    <mx-checkbox [checked]="form.draft().securityNote" (checkedChange)="form.set({ securityNote: $event })">Add “do not share this code”</mx-checkbox>
    <mx-field label="Valid for minutes" hint="1 to 90; empty leaves the line out" [error]="form.shownProblems()['codeMinutes'] ?? null" optional><input #minutes mxInput inputmode="numeric" autocomplete="off" [value]="form.draft().codeMinutes" (input)="form.set({ codeMinutes: minutes.value })" (blur)="form.touch('codeMinutes')" /></mx-field>
    <mx-field label="Words on the button" [aside]="count(form.draft().codeButton)" [error]="form.shownProblems()['codeButton'] ?? null"><input #otp mxInput dir="auto" autocomplete="off" [value]="form.draft().codeButton" (input)="form.set({ codeButton: otp.value })" (blur)="form.touch('codeButton')" /></mx-field>
  `,
  styles: `
    :host { display: grid; gap: .875rem; grid-template-columns: minmax(0, 1fr); }
    fieldset { margin: 0; padding: .75rem; border: 1px solid var(--mx-border); border-radius: 8px; min-inline-size: 0; }
    .kind { display: flex; align-items: center; justify-content: space-between; margin-block-end: .25rem; }
    .app { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); gap: .75rem; align-items: start; }
  `,
})
export class CodeFields {
  protected readonly form = inject(DraftForm);
  protected readonly iconPlus = iconPlus;
  protected readonly iconTrash = iconTrash;
  protected readonly kinds: RadioOption<DraftCodeKind>[] = [
    { value: 'COPY_CODE', label: 'Copy code', hint: 'The customer copies it. Works everywhere.' },
    { value: 'ONE_TAP', label: 'One-tap', hint: 'A tap fills it into your Android app; elsewhere it is copied.' },
    { value: 'ZERO_TAP', label: 'Zero-tap', hint: 'Your Android app takes it without a tap; elsewhere it is copied.' },
  ];

  protected setKind(codeKind: DraftCodeKind): void {
    this.form.set({ codeKind });
    if (codeKind !== 'COPY_CODE' && this.form.draft().codeApps.length === 0) this.addApp();
  }

  protected addApp(): void {
    this.form.set({ codeApps: [...this.form.draft().codeApps, { packageName: '', signatureHash: '' }] });
  }

  protected setApp(at: number, change: Partial<DraftApp>): void {
    this.form.set({ codeApps: this.form.draft().codeApps.map((app, index) => (index === at ? { ...app, ...change } : app)) });
  }

  protected removeApp(at: number): void {
    this.form.set({ codeApps: this.form.draft().codeApps.filter((_, index) => index !== at) });
    this.form.forgetTouched('codeApp.');
  }

  protected problem(at: number, member: string): string | null {
    return this.form.shownProblems()[`codeApp.${at}.${member}`] ?? null;
  }

  protected touch(at: number, member: string): void {
    this.form.touch(`codeApp.${at}.${member}`);
  }

  protected count(text: string): string {
    return `${[...text].length} / ${DRAFT_LIMITS.buttonText}`;
  }
}
