import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { HEADER_FILES } from '@mailtrixy/web/templates/data-access';
import { Button, FileDrop } from '@mailtrixy/web/shared/ui';
import { DraftForm } from './draft-form';
import { DraftSamples, type SampleKind, type SamplePlace } from './draft-samples';
import { TemplateChannels } from './template-channels';

/** The example file that Meta wants of a header with a picture, a film or a document. */
@Component({
  selector: 'mx-sample-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, FileDrop],
  host: { class: 'mx-field', role: 'group', '[attr.aria-label]': 'label()', '[class.mx-field--error]': 'words() !== null' },
  template: `
    <span class="mx-field__label">Example <span class="mx-field__req" aria-hidden="true">*</span><span class="mx-field__aside">{{ rules().hint }}</span></span>
    @if (sample().shown; as shown) {
      <span class="mx-row"><span class="mx-grow mx-trunc" dir="auto">{{ shown.name }}</span><small class="mx-t3" role="status">{{ sample().uploading ? 'Uploading to Meta…' : 'Meta has it' }}</small><button mx-button type="button" kind="ghost" size="xs" (click)="form.dropSample(place())">Replace</button></span>
    } @else {
      @if (form.handleAt(place())) {
        <p class="mx-field__hint">Meta has an example. Choose a file to replace it.</p>
      }
      <mx-file-drop label="Drop an example here or choose one" hint="Meta looks at it; customers get the file you send." [accept]="rules().accept" (chosen)="choose($event)" />
    }
    @if (words(); as problem) {
      <p class="mx-field__error" role="alert">{{ problem }}</p>
    }
  `,
  styles: ':host { min-inline-size: 0; }',
})
export class SampleField {
  protected readonly form = inject(DraftForm);
  private readonly samples = inject(DraftSamples);
  private readonly channels = inject(TemplateChannels);
  readonly place = input.required<SamplePlace>();
  readonly kind = input.required<SampleKind>();

  protected readonly rules = computed(() => HEADER_FILES[this.kind()]);
  protected readonly sample = computed(() => this.samples.at(this.place()));
  protected readonly part = computed(() => (this.place() === 'header' ? 'header' : `card.${this.place()}.header`));
  protected readonly words = computed(() => this.sample().problem ?? this.form.shownProblems()[this.part()] ?? null);
  protected readonly label = computed(() => {
    const place = this.place();
    return place === 'header' ? 'Example for the header' : `Example for card ${place + 1}`;
  });

  protected choose(files: readonly File[]): void {
    const channel = this.channels.channel();
    if (channel && files[0]) void this.form.chooseSample(this.place(), this.kind(), channel.id, files[0]);
  }
}
