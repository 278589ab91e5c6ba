import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Icon, iconFileText, iconImage, iconLink, iconMic, iconVideo, type IconData } from '@mailtrixy/web/shared/ui';
import { formatBytes, formatDate, formatFull } from '@mailtrixy/web/shared/util';
import { InboxLocation } from '../inbox-location';
import { OpenConversation } from '../open-conversation';
import { filesAndLinks, type FoundFile } from './conversation-files';

const FIRST = 8;

/** Files and links of the conversation; a press goes to the message. */
@Component({
  selector: 'mx-files-section',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    @if (found().files.length + found().links.length === 0) {
      <p class="quiet">No files or links yet.</p>
    } @else {
      <ul>
        @for (file of found().files.slice(0, first); track file.messageId) {
          <li>
            <button type="button" (click)="show(file)"><svg mx-icon [icon]="icon(file)" [size]="14"></svg><span class="mx-trunc mx-grow" dir="auto">{{ file.name }}</span></button>
            <span class="quiet" [title]="full(file.at)">{{ file.sizeBytes === null ? date(file.at) : bytes(file.sizeBytes) }}</span>
          </li>
        }
        @for (link of found().links.slice(0, first); track link.href) {
          <li>
            <a target="_blank" rel="noopener noreferrer" [href]="link.href"><svg mx-icon [icon]="iconLink" [size]="14"></svg><span class="mx-trunc mx-grow">{{ link.text }}</span></a>
            <span class="quiet" [title]="full(link.at)">{{ date(link.at) }}</span>
          </li>
        }
      </ul>
    }
    @if (current.thread()?.hasOlder()) {
      <p class="quiet">From the messages loaded so far. Scroll up for older ones.</p>
    }
  `,
  styles: `
    ul { list-style: none; margin: 0; padding: 0; }
    li { display: flex; align-items: center; gap: .5rem; min-block-size: 1.75rem; }
    button, a { flex: 1; display: flex; align-items: center; gap: .375rem; min-inline-size: 0; min-block-size: 1.75rem; padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
    button:hover, a:hover { text-decoration: underline; text-underline-offset: 2px; }
    .mx-icon { color: var(--mx-text-2); flex: none; }
    .quiet { margin: 0; color: var(--mx-text-3); font: var(--mx-small); white-space: nowrap; font-variant-numeric: tabular-nums; }
    p.quiet { white-space: normal; }
    @media (pointer: coarse) { button, a { min-block-size: 2.75rem; } }
  `,
})
export class FilesSection {
  protected readonly current = inject(OpenConversation);
  protected readonly location = inject(InboxLocation);
  protected readonly first = FIRST;
  protected readonly iconLink = iconLink;
  protected readonly bytes = formatBytes;
  protected readonly date = formatDate;
  protected readonly full = formatFull;
  protected readonly found = computed(() => filesAndLinks(this.current.thread()?.messages() ?? []));

  protected show({ messageId }: FoundFile): void {
    const id = this.current.id();
    if (id) this.location.toMessage(id, messageId);
  }

  protected icon({ kind }: FoundFile): IconData {
    return { image: iconImage, sticker: iconImage, video: iconVideo, audio: iconMic, voice: iconMic, document: iconFileText }[kind];
  }
}
