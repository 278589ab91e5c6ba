import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ConversationsStore, DirectoryStore, InboxViewer } from '@mailtrixy/web/inbox/data-access';
import { Button, EmptyState, Icon, iconCircleCheck, iconInbox, iconPlug, iconSearchX, iconSmartphone } from '@mailtrixy/web/shared/ui';
import { InboxLocation } from './inbox-location';

/** Why a list is empty: no channel, nothing yet, no match, or all done. */
@Component({
  selector: 'mx-list-empty',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState, Icon, RouterLink],
  template: `
    @switch (reason()) {
      @case ('filtered') {
        <mx-empty-state [icon]="iconSearchX" heading="No match" text="No conversation fits these filters.">
          <button mx-button type="button" (click)="location.clearFilters()">Clear filters</button>
        </mx-empty-state>
      }
      @case ('no-channel') {
        <mx-empty-state [icon]="iconPlug" heading="No channel yet" text="Connect a channel to receive messages.">
          @if (viewer.canManageChannels()) {
            <a mx-button routerLink="/settings/channels">Connect a channel</a>
          }
        </mx-empty-state>
      }
      @case ('nothing-yet') {
        <mx-empty-state [icon]="iconInbox" heading="No conversations yet" text="Messages from your channels arrive here by themselves.">
          @if (viewer.canUseSimulator()) {
            <a mx-button routerLink="/simulator"><svg mx-icon [icon]="iconSmartphone"></svg>Open the simulator</a>
          }
        </mx-empty-state>
      }
      @case ('no-failures') {
        <mx-empty-state [icon]="iconCircleCheck" heading="Nothing failed" text="Messages that could not be delivered are collected here." />
      }
      @case ('none-resolved') {
        <mx-empty-state [icon]="iconCircleCheck" heading="Nothing resolved yet" text="Resolved conversations are kept here." />
      }
      @default {
        <mx-empty-state [icon]="iconCircleCheck" heading="You're all caught up" [text]="caughtUp()">
          @if (location.view() === 'mine' && unassigned() > 0) {
            <button mx-button type="button" (click)="location.show('unassigned')">Show unassigned</button>
          }
        </mx-empty-state>
      }
    }
  `,
  styles: `
    :host { display: grid; place-content: center; flex: 1; min-block-size: 0; overflow: auto; }
  `,
})
export class ListEmpty {
  private readonly store = inject(ConversationsStore);
  private readonly directory = inject(DirectoryStore);
  protected readonly viewer = inject(InboxViewer);
  protected readonly location = inject(InboxLocation);
  protected readonly iconCircleCheck = iconCircleCheck;
  protected readonly iconInbox = iconInbox;
  protected readonly iconPlug = iconPlug;
  protected readonly iconSearchX = iconSearchX;
  protected readonly iconSmartphone = iconSmartphone;

  protected readonly unassigned = computed(() => this.store.counts()?.unassigned ?? 0);
  protected readonly reason = computed(() => {
    if (this.location.filtered()) return 'filtered';
    if (this.directory.channelsKnown() && this.directory.channels().length === 0) return 'no-channel';
    switch (this.location.view()) {
      case 'failed':
        return 'no-failures';
      case 'resolved':
        return 'none-resolved';
      case 'all':
        return 'nothing-yet';
      default:
        return 'caught-up';
    }
  });
  protected readonly caughtUp = computed(() => {
    if (this.location.view() === 'unassigned') return 'Every open conversation has someone.';
    const waiting = this.unassigned();
    if (waiting === 0) return 'Nothing open is assigned to you.';
    return `Nothing open is assigned to you. ${waiting} ${waiting === 1 ? 'conversation waits' : 'conversations wait'} unassigned.`;
  });
}
