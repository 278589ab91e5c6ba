import { ChangeDetectionStrategy, Component, booleanAttribute, input, output, signal } from '@angular/core';
import { Icon } from './icon/icon';
import { iconUpload } from './icon/base-icons';

/** A place to drop or choose files. What they may be is the owner's check. */
@Component({
  selector: 'mx-file-drop',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <label class="mx-drop" [class.is-over]="over()" (dragover)="enter($event)" (dragleave)="over.set(false)" (drop)="drop($event)">
      <input #box type="file" class="mx-sr" [multiple]="multiple()" [accept]="accept()" (change)="choose(box)" />
      <svg mx-icon [icon]="iconUpload" [size]="20"></svg>
      <span><b>{{ label() }}</b>@if (hint()) {<span class="mx-check__hint">{{ hint() }}</span>}</span>
    </label>
  `,
})
export class FileDrop {
  readonly label = input('Drop a file here or choose one');
  readonly hint = input('');
  readonly accept = input('');
  readonly multiple = input(false, { transform: booleanAttribute });
  readonly chosen = output<readonly File[]>();
  protected readonly over = signal(false);
  protected readonly iconUpload = iconUpload;

  protected enter(event: DragEvent): void {
    event.preventDefault();
    this.over.set(true);
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    this.emit(event.dataTransfer?.files);
  }

  protected choose(box: HTMLInputElement): void {
    this.emit(box.files);
    // The same file again must be a change again.
    box.value = '';
  }

  private emit(files: FileList | null | undefined): void {
    const list = Array.from(files ?? []);
    if (list.length > 0) this.chosen.emit(this.multiple() ? list : list.slice(0, 1));
  }
}
