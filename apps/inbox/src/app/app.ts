import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Appearance } from '@mailtrixy/web/shared/util';

@Component({
  selector: 'mx-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterOutlet],
  template: '<router-outlet />',
})
export class App {
  constructor() {
    // Paints theme, density and text size before the first page.
    inject(Appearance);
  }
}
