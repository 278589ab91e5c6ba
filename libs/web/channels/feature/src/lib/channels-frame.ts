import { ChangeDetectionStrategy, Component, ViewEncapsulation } from '@angular/core';
import { RouterOutlet } from '@angular/router';

/** Carries the look that all channel pages share; it loads and leaves with them. */
@Component({
  selector: 'mx-channels-frame',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  styleUrl: './channels.css',
  host: { class: 'st-frame' },
  template: `<router-outlet />`,
})
export class ChannelsFrame {}
