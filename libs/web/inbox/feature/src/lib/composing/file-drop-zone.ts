import { Directive, output, signal } from '@angular/core';

/** Files may be dropped anywhere on the host. Text that is dragged stays the browser's. */
@Directive({
  selector: '[mxFileDropZone]',
  exportAs: 'mxFileDropZone',
  host: { '(dragenter)': 'over($event)', '(dragover)': 'over($event)', '(dragleave)': 'leave($event)', '(drop)': 'drop($event)' },
})
export class FileDropZone {
  readonly dropped = output<readonly File[]>();
  readonly hovered = signal(false);

  protected over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.hovered.set(true);
  }

  protected leave(event: DragEvent): void {
    const inside = (event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null);
    if (!inside) this.hovered.set(false);
  }

  protected drop(event: DragEvent): void {
    this.hovered.set(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.dropped.emit(files);
  }
}
