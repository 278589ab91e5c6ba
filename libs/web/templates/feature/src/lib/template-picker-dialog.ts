import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { type ChosenTemplate, type TemplateTarget, filledText, shownTemplate } from '@mailtrixy/web/templates/data-access';
import { Banner, Button, Icon, IconButton, iconCircleCheck, iconTriangleAlert, iconX } from '@mailtrixy/web/shared/ui';
import { HeaderFiles } from './choosing/header-files';
import { TemplateChoosing } from './choosing/template-choosing';
import { TemplateColumns } from './choosing/template-columns';
import { canWriteUntil } from './writable-window';

/** A template for a conversation that is there. Closes with what was chosen; sending is the inbox's. */
@Component({
  selector: 'mx-template-picker-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Icon, IconButton, TemplateColumns],
  providers: [HeaderFiles, TemplateChoosing],
  template: `
    <div class="mx-dialog frame" data-testid="template-picker">
      <header class="mx-dialog__head">
        <h2 class="mx-h2 mx-trunc" dir="auto">Template for {{ target.contactName }}</h2>
        <button type="button" mx-icon-button label="Close" keys="Esc" (click)="ref.close()"><svg mx-icon [icon]="iconX" [size]="18"></svg></button>
      </header>
      @if (windowOpen()) {
        <div class="note">
          <mx-banner kind="ok" [icon]="iconCircleCheck">They can get a normal message — write instead?<button bannerActions mx-button type="button" size="sm" data-testid="write-instead" (click)="ref.close('write')">Write</button></mx-banner>
        </div>
      }
      <mx-template-columns #columns (entered)="send()" />
      <footer class="mx-dialog__foot foot">
        <p class="why" id="template-why" role="status" data-testid="template-why">
          @if (choosing.why(); as why) {
            <svg mx-icon [icon]="iconTriangleAlert"></svg>{{ why }}
          }
        </p>
        <button mx-button type="button" (click)="ref.close()">Cancel</button>
        <button mx-button type="button" kind="primary" data-testid="send-template" aria-describedby="template-why" [disabled]="choosing.why() !== null" (click)="send()">Send template</button>
      </footer>
    </div>
  `,
  styleUrl: './choosing/dialog-frame.css',
})
export class TemplatePickerDialog {
  protected readonly ref = inject<DialogRef<ChosenTemplate | 'write'>>(DialogRef);
  protected readonly target = inject<TemplateTarget>(DIALOG_DATA);
  protected readonly choosing = inject(TemplateChoosing);
  protected readonly iconX = iconX;
  protected readonly iconTriangleAlert = iconTriangleAlert;
  protected readonly iconCircleCheck = iconCircleCheck;
  protected readonly windowOpen = computed(() => canWriteUntil(this.target.windowExpiresAt));

  constructor() {
    const { channelId, contactName, greetingName, phone, attributes, conversationId, optedOutAt, templateId } = this.target;
    this.choosing.channelId.set(channelId);
    if (templateId) {
      this.choosing.chosenId.set(templateId);
      this.choosing.step.set('fill');
    }
    this.choosing.person.set({ name: contactName, greetingName, phone, attributes, conversationId, optedOutAt });
  }

  protected send(): void {
    const form = this.choosing.form();
    if (!form) return;
    form.touchAll();
    if (this.choosing.why() !== null) return;
    const values = form.values();
    this.ref.close({ choice: form.choice(), body: filledText(form.template.body, 'body', values), shown: shownTemplate(form.template, values) });
  }
}
