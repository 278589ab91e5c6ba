import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, input, linkedSignal, output, signal, viewChild } from '@angular/core';
import type { ContactRef } from '@mailtrixy/shared/dto';
import { InboxApi, requestFailure } from '@mailtrixy/web/inbox/data-access';
import { Icon, IconButton, iconPencil } from '@mailtrixy/web/shared/ui';
import { Toasts } from '@mailtrixy/web/shared/util';

const NAME_MAX = 120;

/** The contact's name, and a field in its place to save another. Enter or leaving saves, Escape reverts; empty takes the saved name away. */
@Component({
  selector: 'mx-saved-name',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  template: `
    @if (editing()) {
      <input #field class="mx-input" dir="auto" aria-label="Saved name" [attr.maxlength]="nameMax" [placeholder]="contact().profileName ?? contact().displayName" [value]="typed()" [readonly]="saving()" (input)="typed.set(field.value)" (keydown.enter)="save()" (keydown.escape)="revert($event)" (blur)="save()" />
    } @else {
      <h2 class="name mx-trunc" dir="auto">{{ contact().displayName }}</h2>
      @if (canWrite()) {
        <button #pencil type="button" mx-icon-button size="xs" label="Change the name" (click)="edit()"><svg mx-icon [icon]="iconPencil" [size]="14"></svg></button>
      }
    }
  `,
  styles: `
    :host { display: flex; align-items: center; gap: .125rem; min-inline-size: 0; }
    .name { margin: 0; font: var(--mx-title); letter-spacing: -.003em; }
    .mx-input { inline-size: 100%; min-block-size: 1.75rem; }
  `,
})
export class SavedName {
  private readonly api = inject(InboxApi);
  private readonly toasts = inject(Toasts);
  readonly contact = input.required<ContactRef>();
  readonly canWrite = input(false);
  readonly renamed = output();
  protected readonly nameMax = NAME_MAX;
  protected readonly iconPencil = iconPencil;
  /** Compared by id: a frame that brings the same contact anew must not close the field. */
  private readonly contactId = computed(() => this.contact().id);
  protected readonly editing = linkedSignal({ source: this.contactId, computation: () => false });
  protected readonly saving = signal(false);
  protected readonly typed = signal('');
  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');
  private readonly pencil = viewChild<unknown, ElementRef<HTMLElement>>('pencil', { read: ElementRef });

  protected edit(): void {
    this.typed.set(this.contact().savedName ?? '');
    this.editing.set(true);
    setTimeout(() => this.field()?.nativeElement.select());
  }

  protected revert(event: Event): void {
    event.stopPropagation();
    this.close();
  }

  /** Who closed it by key stays at the name. */
  private close(): void {
    const held = document.activeElement === this.field()?.nativeElement;
    this.editing.set(false);
    if (held) setTimeout(() => this.pencil()?.nativeElement.focus());
  }

  protected async save(): Promise<void> {
    if (!this.editing() || this.saving()) return;
    const name = this.typed().trim() || null;
    if (name === this.contact().savedName) {
      this.close();
      return;
    }
    this.saving.set(true);
    try {
      await this.api.renameContact(this.contact().id, name);
      this.close();
      this.renamed.emit();
    } catch (error) {
      this.toasts.error(`The name was not saved: ${requestFailure(error).words}`);
    } finally {
      this.saving.set(false);
    }
  }
}
