import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { HEADER_FILES, type SlotField } from '@mailtrixy/web/templates/data-access';
import { Button, FileDrop, Icon, iconCircleAlert, iconFileText, iconVideo } from '@mailtrixy/web/shared/ui';
import { formatBytes } from '@mailtrixy/web/shared/util';
import { HeaderFiles } from './header-files';

/** The file of a header: dropped or chosen, uploaded at once. */
@Component({
  selector: 'mx-media-slot',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, FileDrop, Icon],
  host: { class: 'mx-field', '[class.mx-field--error]': 'problem() !== null', role: 'group', '[attr.aria-label]': 'field().slot.label' },
  template: `
    <span class="mx-field__label">{{ field().slot.label }} @if (field().slot.required) {<span class="mx-field__req" aria-hidden="true">*</span>}<span class="mx-field__aside">{{ rules().hint }}</span></span>
    @if (file(); as chosen) {
      <span class="chosen">
        @if (chosen.picture) {
          <img alt="" [src]="chosen.picture" />
        } @else {
          <svg mx-icon [icon]="field().slot.mediaKind === 'video' ? iconVideo : iconFileText" [size]="20"></svg>
        }
        <span class="mx-grow name"><span class="mx-trunc" dir="auto">{{ chosen.name }}</span><small>{{ chosen.state === 'uploading' ? 'Uploading…' : size() }}</small></span>
        <button mx-button type="button" kind="ghost" size="xs" (click)="files.remove(field())">{{ chosen.state === 'refused' ? 'Choose another' : 'Replace' }}</button>
      </span>
    } @else {
      <mx-file-drop [label]="'Drop the ' + (field().slot.mediaKind ?? 'file') + ' here or choose one'" [accept]="rules().accept" (chosen)="files.choose(field(), $event[0])" />
    }
    @if (problem(); as words) {
      <p class="mx-field__error" role="alert"><svg mx-icon [icon]="iconCircleAlert"></svg><span>{{ words }}</span></p>
    }
  `,
  styles: `
    .chosen { display: flex; align-items: center; gap: .625rem; padding: .3125rem .375rem .3125rem .5rem; border: 1px dashed var(--mx-border-strong); border-radius: 6px; min-inline-size: 0; }
    img { inline-size: 3rem; block-size: 2.25rem; border-radius: 4px; object-fit: cover; flex: none; }
    .name { display: grid; min-inline-size: 0; font-weight: 500; }
    small { font: var(--mx-caption); color: var(--mx-text-3); }
  `,
})
export class MediaSlot {
  protected readonly files = inject(HeaderFiles);
  readonly field = input.required<SlotField>();
  protected readonly iconVideo = iconVideo;
  protected readonly iconFileText = iconFileText;
  protected readonly iconCircleAlert = iconCircleAlert;
  protected readonly rules = computed(() => HEADER_FILES[this.field().slot.mediaKind ?? 'document']);
  protected readonly file = computed(() => this.files.all()[this.field().slot.key] ?? null);
  protected readonly size = computed(() => formatBytes(this.file()?.size ?? 0));
  protected readonly problem = computed(() => {
    const file = this.file();
    return file ? file.words : this.field().error();
  });
}
