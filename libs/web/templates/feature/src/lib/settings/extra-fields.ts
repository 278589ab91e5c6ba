import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { type DraftExtra, DRAFT_LIMITS } from '@mailtrixy/web/templates/data-access';
import { Checkbox, Field, Input, RadioGroup, type RadioOption } from '@mailtrixy/web/shared/ui';
import { CarouselEditor } from './carousel-editor';
import { DraftForm } from './draft-form';

/** An offer that ends, or cards to swipe through. */
@Component({
  selector: 'mx-extra-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CarouselEditor, Checkbox, Field, Input, RadioGroup],
  template: `
    <mx-radio-group label="More than words" data-testid="draft-extra" [options]="options" [value]="form.draft().extra" (valueChange)="form.setExtra($event ?? 'NONE')" />
    @if (form.draft().extra === 'OFFER') {
      <mx-field label="Heading of the offer" [aside]="count(form.draft().offerText)" [error]="form.shownProblems()['offer'] ?? null" required><input #offer mxInput dir="auto" autocomplete="off" data-testid="draft-offer" [value]="form.draft().offerText" (input)="form.set({ offerText: offer.value })" (blur)="form.touch('offer')" /></mx-field>
      <mx-checkbox [checked]="form.draft().offerExpires" hint="Who sends it says when." (checkedChange)="form.set({ offerExpires: $event })">Show when the offer ends</mx-checkbox>
    } @else if (form.draft().extra === 'CAROUSEL') {
      <mx-carousel-editor />
    }
  `,
  styles: ':host { display: grid; gap: .875rem; grid-template-columns: minmax(0, 1fr); }',
})
export class ExtraFields {
  protected readonly form = inject(DraftForm);
  protected readonly options: RadioOption<DraftExtra>[] = [
    { value: 'NONE', label: 'Nothing more' },
    { value: 'OFFER', label: 'Limited-time offer', hint: `A heading and a countdown. It takes no footer, and ${DRAFT_LIMITS.offerBody} characters of text.` },
    { value: 'CAROUSEL', label: 'Carousel', hint: 'Two to ten cards with a picture or a film each.' },
  ];

  protected count(text: string): string {
    return `${[...text].length} / ${DRAFT_LIMITS.offerText}`;
  }
}
