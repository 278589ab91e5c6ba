import { NgTemplateOutlet } from '@angular/common';
import { Tab as AriaTab, TabContent, TabList, TabPanel, Tabs as AriaTabs } from '@angular/aria/tabs';
import { ChangeDetectionStrategy, Component, Directive, TemplateRef, contentChildren, inject, input, model } from '@angular/core';
import { Badge } from './badge';

/** One tab of mx-tabs and its panel. The panel is made when first shown. */
@Directive({ selector: 'ng-template[mxTab]' })
export class Tab {
  readonly template = inject<TemplateRef<unknown>>(TemplateRef);
  readonly mxTab = input.required<string>();
  readonly label = input.required<string>();
  readonly count = input(0);
  readonly disabled = input(false);
}

/** Tabs inside a page. For tabs that are routes use `<nav class="mx-tabs">` with `<a class="mx-tab" ariaCurrentWhenActive="page">`. */
@Component({
  selector: 'mx-tabs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AriaTab, AriaTabs, Badge, NgTemplateOutlet, TabContent, TabList, TabPanel],
  template: `
    <div ngTabs>
      <div ngTabList class="mx-tabs" selectionMode="follow" [attr.aria-label]="label()" [(selectedTab)]="selected">
        @for (tab of tabs(); track tab.mxTab()) {
          <button type="button" ngTab class="mx-tab" [value]="tab.mxTab()" [disabled]="tab.disabled()">
            {{ tab.label() }}
            <mx-badge [count]="tab.count()" kind="muted" />
          </button>
        }
      </div>
      @for (tab of tabs(); track tab.mxTab()) {
        <div ngTabPanel class="mx-tabpanel" [value]="tab.mxTab()">
          <ng-template ngTabContent><ng-container [ngTemplateOutlet]="tab.template" /></ng-template>
        </div>
      }
    </div>
  `,
})
export class Tabs {
  readonly label = input.required<string>();
  readonly selected = model<string | undefined>();
  protected readonly tabs = contentChildren(Tab);
}
