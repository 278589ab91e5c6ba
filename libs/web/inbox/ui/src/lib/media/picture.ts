import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { Attachment } from '@mailtrixy/shared/dto';
import { boxRatio } from './box-ratio';
import { MediaTrouble } from './media-trouble';

/** A photo in a box of fixed ratio, so that nothing moves when it comes. A press opens it large. */
@Component({
  selector: 'mx-picture',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MediaTrouble],
  template: `
    @if (source(); as src) {
      <button type="button" aria-haspopup="dialog" [attr.aria-label]="alt() ? 'Open photo: ' + alt() : 'Open photo'" (click)="opened.emit($event)">
        <img [src]="src" alt="" loading="lazy" decoding="async" draggable="false" (error)="broken.emit()" />
      </button>
    } @else {
      <mx-media-trouble [attachment]="attachment()" (again)="again.emit()" />
    }
  `,
  styleUrl: './picture.css',
  host: { '[style.aspect-ratio]': 'ratio()' },
})
export class Picture {
  readonly attachment = input.required<Attachment>();
  readonly alt = input('');
  readonly opened = output<Event>();
  readonly again = output();
  /** The address no longer works, or the bytes are no picture. */
  readonly broken = output();
  protected readonly ratio = computed(() => boxRatio(this.attachment()));
  protected readonly source = computed(() => {
    const { state, addresses } = this.attachment();
    return state === 'ready' ? (addresses.preview ?? addresses.original) : null;
  });
}
