import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject } from '@angular/core';
import { Router } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import type { StartFrom, StartOutcome } from '@mailtrixy/web/templates/data-access';
import { Banner, Button, Checkbox, EmptyState, ErrorCard, Field, Icon, IconButton, Input, Select, iconCircleCheck, iconPlug, iconTriangleAlert, iconX } from '@mailtrixy/web/shared/ui';
import { HeaderFiles } from './choosing/header-files';
import { TemplateChoosing } from './choosing/template-choosing';
import { TemplateColumns } from './choosing/template-columns';
import { NewConversation, channelTrouble } from './new-conversation';
import { RecipientField } from './recipient-field';

/** Begins a conversation with a template. Closes with the conversation that it went into, or that was there. */
@Component({
  selector: 'mx-new-conversation-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Checkbox, EmptyState, ErrorCard, Field, Icon, IconButton, Input, RecipientField, Select, TemplateColumns],
  providers: [HeaderFiles, TemplateChoosing, NewConversation],
  templateUrl: './new-conversation-dialog.html',
  styleUrl: './choosing/dialog-frame.css',
})
export class NewConversationDialog {
  protected readonly ref = inject<DialogRef<StartOutcome>>(DialogRef);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly from = inject<StartFrom>(DIALOG_DATA);
  private readonly router = inject(Router);
  private readonly session = inject(SessionStore);
  protected readonly choosing = inject(TemplateChoosing);
  protected readonly start = inject(NewConversation);

  protected readonly iconX = iconX;
  protected readonly iconPlug = iconPlug;
  protected readonly iconTriangleAlert = iconTriangleAlert;
  protected readonly iconCircleCheck = iconCircleCheck;
  protected readonly manages = computed(() => this.session.can('channels.manage'));
  protected readonly simulates = computed(() => this.session.can('simulator.use') && (this.session.me()?.simulatorEnabled ?? false));
  /** A channel that cannot send is there, with its reason, but cannot be chosen. */
  protected readonly channelOptions = computed(() =>
    (this.start.channels() ?? []).map((channel) => {
      const trouble = channelTrouble(channel);
      return { value: channel.id, label: `${channel.name}${channel.displayAddress ? ` · ${channel.displayAddress}` : ''}${channel.mode === 'sandbox' ? ' · SIM' : ''}${trouble ? ' — can’t send now' : ''}`, disabled: trouble !== null };
    }),
  );
  protected readonly trouble = computed(() => {
    const channel = this.start.channel();
    return channel ? channelTrouble(channel) : null;
  });

  constructor() {
    if (this.from.templateId) this.choosing.chosenId.set(this.from.templateId);
    void this.start.open(this.from.channelId);
    // the field that had the focus gives way to the reason: so does the focus
    effect(() => {
      if (this.start.channels()?.length === 0 || this.start.channelsProblem()) setTimeout(() => (this.find('mx-empty-state button, mx-error-card button') ?? this.find('button'))?.focus());
    });
  }

  private find(what: string): HTMLElement | null {
    return this.host.querySelector(what);
  }

  protected reload(): void {
    void this.start.open(this.from.channelId);
  }

  protected openExisting(): void {
    const conversationId = this.start.recipient()?.conversationId;
    if (conversationId) this.ref.close({ conversationId });
  }

  protected async send(): Promise<void> {
    const conversationId = await this.start.send();
    if (conversationId) this.ref.close({ conversationId });
  }

  protected go(path: string): void {
    this.ref.close();
    void this.router.navigateByUrl(path);
  }
}
