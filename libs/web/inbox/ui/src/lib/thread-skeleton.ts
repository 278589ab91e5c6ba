import { ChangeDetectionStrategy, Component } from '@angular/core';
import { Skeleton } from '@mailtrixy/web/shared/ui';

/** Six bubbles, alternating sides. */
@Component({
  selector: 'mx-thread-skeleton',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Skeleton],
  template: `
    @for (bubble of bubbles; track $index) {
      <mx-skeleton class="bubble" [class.out]="bubble.out" [width]="bubble.width" [height]="bubble.height" />
    }
  `,
  styles: `
    :host { display: flex; flex-direction: column; justify-content: flex-end; gap: .75rem; block-size: 100%; padding: 1rem 1.25rem; }
    .bubble { border-radius: var(--mx-r-bubble); }
    .out { align-self: flex-end; }
  `,
})
export class ThreadSkeleton {
  protected readonly bubbles = [
    { out: false, width: '16rem', height: '2.25rem' },
    { out: true, width: '20rem', height: '3.5rem' },
    { out: false, width: '12rem', height: '2.25rem' },
    { out: true, width: '14rem', height: '2.25rem' },
    { out: false, width: '22rem', height: '3.5rem' },
    { out: true, width: '18rem', height: '2.25rem' },
  ];
}
