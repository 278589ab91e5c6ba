import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Label } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { LabelsApi, LabelsStore } from '@mailtrixy/web/inbox/data-access';
import { Button, Dialogs, EmptyState, ErrorCard, Icon, IconButton, LabelChip, Loading, Menu, MenuTrigger, Skeleton, iconEllipsis, iconPlus, iconTag, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts } from '@mailtrixy/web/shared/util';

type Act = 'edit' | 'merge' | 'delete';

/** Settings → Labels. */
@Component({
  selector: 'mx-labels-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState, ErrorCard, Icon, IconButton, LabelChip, Loading, Menu, MenuTrigger, RouterLink, Skeleton],
  templateUrl: './labels-page.html',
})
export class LabelsPage {
  protected readonly store = inject(LabelsStore);
  private readonly api = inject(LabelsApi);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  private readonly session = inject(SessionStore);
  protected readonly words = signal('');
  protected readonly manages = computed(() => this.session.can('rules.manage'));
  protected readonly rows = computed(() => {
    const wanted = this.words().trim().toLocaleLowerCase();
    return this.store.all().filter(({ name, description }) => `${name} ${description}`.toLocaleLowerCase().includes(wanted));
  });
  protected readonly acts = computed<MenuEntry<Act>[]>(() => [
    { value: 'edit', label: 'Edit…' },
    { value: 'merge', label: 'Merge into another…', disabled: this.store.all().length < 2 },
    { value: 'delete', label: 'Delete…', danger: true, separated: true },
  ]);
  protected readonly icons = { plus: iconPlus, tag: iconTag, more: iconEllipsis };

  constructor() {
    void this.store.load();
  }

  protected async edit(label: Label | null): Promise<void> {
    const { LabelDialog } = await import('./label-dialog');
    const saved = await this.dialogs.open<Label, Label | null>(LabelDialog, { label: label ? `Edit ${label.name}` : 'New label', data: label });
    if (!saved) return;
    this.store.keep(saved);
    this.toasts.show(label ? 'Label saved' : `Label ${saved.name} made`);
  }

  protected act(label: Label, act: Act): void {
    if (act === 'edit') void this.edit(label);
    else if (act === 'merge') void this.merge(label);
    else void this.remove(label);
  }

  private async merge(label: Label): Promise<void> {
    const { MergeLabelDialog } = await import('./merge-label-dialog');
    const into = await this.dialogs.open<Label, Label>(MergeLabelDialog, { label: `Merge ${label.name}`, data: label });
    if (!into) return;
    this.store.forget(label.id);
    this.store.keep(into);
    this.toasts.show(`${label.name} is now ${into.name}`);
  }

  private async remove(label: Label): Promise<void> {
    const used = label.conversations === 1 ? 'Used on 1 conversation' : `Used on ${label.conversations} conversations`;
    if (!(await this.dialogs.confirm({ heading: `Delete the label “${label.name}”?`, text: `${used}; it is taken off there. Rules that use it say so and stop.`, confirmLabel: 'Delete label', danger: true }))) return;
    try {
      await this.api.remove(label.id);
      this.store.forget(label.id);
      this.toasts.show('Label deleted');
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}
