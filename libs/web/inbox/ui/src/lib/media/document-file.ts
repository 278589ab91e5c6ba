import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { Attachment } from '@mailtrixy/shared/dto';
import { Icon, IconButton, iconDownload } from '@mailtrixy/web/shared/ui';
import { formatBytes } from '@mailtrixy/web/shared/util';
import { fileBadge, splitName } from './file-name';
import { MediaTrouble } from './media-trouble';

/** A document: what it is, how large, and a way to get it. A PDF opens beside the inbox, all else is downloaded. */
@Component({
  selector: 'mx-document-file',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton, MediaTrouble],
  template: `
    <span class="badge" [class]="'badge--' + badge().tint" aria-hidden="true">{{ badge().text }}</span>
    <span class="name" [title]="name()" dir="auto"><span class="start">{{ parts().start }}</span><span>{{ parts().end }}</span></span>
    <span class="facts">{{ facts() }}</span>
    @if (address(); as href) {
      @if (badge().text === 'PDF') {
        <a class="open" target="_blank" rel="noopener" [href]="href" [attr.aria-label]="'Open ' + name()"></a>
      }
      <a class="get" mx-icon-button size="sm" [label]="'Download ' + name()" [href]="href" [attr.download]="name()"><svg mx-icon [icon]="iconDownload"></svg></a>
    } @else {
      <mx-media-trouble class="trouble" [attachment]="attachment()" (again)="again.emit()" />
    }
  `,
  styles: `
    :host { position: relative; display: grid; grid-template-columns: 2.25rem minmax(0, 1fr) auto; gap: 0 .625rem; align-items: center; inline-size: 19.125rem; max-inline-size: 100%; margin-block: .125rem; }
    .badge { grid-row: 1 / 3; inline-size: 2.25rem; block-size: 2.5rem; border-radius: 6px; display: grid; place-items: center; font: 700 .5625rem/1 var(--mx-font); letter-spacing: .03em; background: var(--mx-canvas); color: var(--mx-text-2); }
    .badge--red { background: var(--mx-danger-bg); color: var(--mx-danger); }
    .badge--green { background: var(--mx-ok-bg); color: var(--mx-ok); }
    .badge--blue { background: var(--mx-info-bg); color: var(--mx-info); }
    .badge--amber { background: var(--mx-warn-bg); color: var(--mx-warn); }
    .name { font: 500 .8125rem/1.125rem var(--mx-font); display: flex; min-inline-size: 0; align-self: end; }
    .start { overflow: hidden; text-overflow: ellipsis; white-space: pre; }
    .name > span:last-child { flex: none; white-space: pre; }
    .facts { grid-column: 2; align-self: start; font: var(--mx-caption); color: var(--mx-text-2); font-variant-numeric: tabular-nums; }
    .open { position: absolute; inset: 0; border-radius: 6px; }
    .get { grid-row: 1 / 3; grid-column: 3; position: relative; }
    .trouble { grid-column: 1 / -1; padding-block: .375rem 0; block-size: auto; }
  `,
})
export class DocumentFile {
  readonly attachment = input.required<Attachment>();
  readonly again = output();
  protected readonly iconDownload = iconDownload;
  protected readonly name = computed(() => this.attachment().fileName ?? 'Document');
  protected readonly parts = computed(() => splitName(this.name()));
  protected readonly badge = computed(() => fileBadge(this.attachment()));
  protected readonly address = computed(() => (this.attachment().state === 'ready' ? this.attachment().addresses.original : null));
  protected readonly facts = computed(() => {
    const { pages, sizeBytes } = this.attachment();
    return [pages === null ? '' : `${pages} ${pages === 1 ? 'page' : 'pages'}`, sizeBytes === null ? '' : formatBytes(sizeBytes)].filter(Boolean).join(' · ');
  });
}
