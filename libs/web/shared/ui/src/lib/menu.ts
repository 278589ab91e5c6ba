import { CdkContextMenuTrigger, CdkMenu, CdkMenuItem, CdkMenuItemCheckbox, CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, Directive, input, output } from '@angular/core';
import { Icon } from './icon/icon';
import type { IconData } from './icon/icon-data';
import { iconCheck } from './icon/base-icons';

export interface MenuEntry<V extends string = string> {
  value: V;
  label: string;
  icon?: IconData;
  /** Right-hand words, usually the shortcut. */
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Given: a checkable entry. */
  checked?: boolean;
  /** A line above it. */
  separated?: boolean;
  /** A heading above it. */
  heading?: string;
}

/** Opens a menu from a button. Arrow keys, typing letters, Escape and focus return come from the CDK. */
@Directive({
  selector: '[mxMenuTriggerFor]',
  hostDirectives: [{ directive: CdkMenuTrigger, inputs: ['cdkMenuTriggerFor: mxMenuTriggerFor', 'cdkMenuTriggerData: mxMenuData'], outputs: ['cdkMenuOpened: mxMenuOpened', 'cdkMenuClosed: mxMenuClosed'] }],
})
export class MenuTrigger {}

/** Opens the same menu by right click or the context-menu key. */
@Directive({
  selector: '[mxContextMenuFor]',
  hostDirectives: [{ directive: CdkContextMenuTrigger, inputs: ['cdkContextMenuTriggerFor: mxContextMenuFor', 'cdkContextMenuTriggerData: mxContextMenuData'] }],
})
export class ContextMenu {}

/** The panel: put it into the ng-template that a trigger names. */
@Component({
  selector: 'mx-menu',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkMenuItem, CdkMenuItemCheckbox, Icon],
  hostDirectives: [CdkMenu],
  host: { class: 'mx-menu', '[attr.aria-label]': 'label()' },
  template: `
    @for (entry of entries(); track entry.value) {
      @if (entry.heading) {
        <div class="mx-menu__label" role="presentation">{{ entry.heading }}</div>
      }
      @if (entry.separated) {
        <div class="mx-menu__sep" role="separator"></div>
      }
      @if (entry.checked === undefined) {
        <button
          type="button"
          cdkMenuItem
          class="mx-menu__item"
          [class.mx-menu__item--danger]="entry.danger"
          [cdkMenuItemDisabled]="entry.disabled ?? false"
          [cdkMenuitemTypeaheadLabel]="entry.label"
          (cdkMenuItemTriggered)="picked.emit(entry.value)"
        >
          @if (entry.icon; as icon) {
            <svg mx-icon [icon]="icon"></svg>
          }
          <span class="mx-trunc">{{ entry.label }}</span>
          @if (entry.hint) {
            <span class="mx-menu__hint">{{ entry.hint }}</span>
          }
        </button>
      } @else {
        <button
          type="button"
          cdkMenuItemCheckbox
          class="mx-menu__item"
          [class.is-selected]="entry.checked"
          [cdkMenuItemChecked]="entry.checked"
          [cdkMenuItemDisabled]="entry.disabled ?? false"
          [cdkMenuitemTypeaheadLabel]="entry.label"
          (cdkMenuItemTriggered)="picked.emit(entry.value)"
        >
          @if (entry.icon; as icon) {
            <svg mx-icon [icon]="icon"></svg>
          }
          <span class="mx-trunc">{{ entry.label }}</span>
          <span class="mx-menu__hint">
            @if (entry.checked) {
              <svg mx-icon [icon]="iconCheck"></svg>
            } @else {
              {{ entry.hint }}
            }
          </span>
        </button>
      }
    }
    <ng-content />
  `,
})
export class Menu<V extends string = string> {
  readonly label = input.required<string>();
  readonly entries = input.required<readonly MenuEntry<V>[]>();
  readonly picked = output<V>();
  protected readonly iconCheck = iconCheck;
}
