import { Injectable, computed, inject, signal } from '@angular/core';
import { TemplatesApi, headerFileProblem } from '@mailtrixy/web/templates/data-access';
import type { ShownMedia } from '@mailtrixy/web/templates/ui';
import { ApiProblem } from '@mailtrixy/web/shared/util';

export type SampleKind = 'image' | 'video' | 'document';
/** The template's own header, or the card at this place. */
export type SamplePlace = 'header' | number;

interface Sample {
  shown: ShownMedia | null;
  uploading: boolean;
  problem: string | null;
}

const NONE: Sample = { shown: null, uploading: false, problem: null };

/** The example files of a template being written, on their way to Meta. */
@Injectable()
export class DraftSamples {
  private readonly api = inject(TemplatesApi);
  private readonly samples = signal<ReadonlyMap<SamplePlace, Sample>>(new Map());
  readonly uploading = computed(() => [...this.samples().values()].some(({ uploading }) => uploading));
  /** By slot key, for the preview. */
  readonly media = computed<Record<string, ShownMedia>>(() => Object.fromEntries([...this.samples()].flatMap(([place, { shown }]) => (shown ? [[place === 'header' ? place : `card.${place}.header`, shown]] : []))));

  at(place: SamplePlace): Sample {
    return this.samples().get(place) ?? NONE;
  }

  /** Answers the handle under which Meta has the file; null when it does not, `problem` then says why. */
  async choose(place: SamplePlace, kind: SampleKind, channelId: string, file: File): Promise<string | null> {
    this.drop(place);
    const hopeless = headerFileProblem(kind, file);
    if (hopeless) {
      this.change(place, { problem: hopeless });
      return null;
    }
    this.change(place, { uploading: true, shown: { name: file.name, picture: kind === 'image' ? URL.createObjectURL(file) : null } });
    try {
      const uploaded = await this.api.upload(file, kind);
      if (uploaded.refusal) throw new ApiProblem({ detail: uploaded.refusal.words });
      return (await this.api.sample(channelId, uploaded.id)).handle;
    } catch (error) {
      this.drop(place);
      this.change(place, { problem: `Not uploaded: ${ApiProblem.from(error).message}` });
      return null;
    } finally {
      this.change(place, { uploading: false });
    }
  }

  drop(place: SamplePlace): void {
    const picture = this.at(place).shown?.picture;
    if (picture) URL.revokeObjectURL(picture);
    this.change(place, NONE);
  }

  dropCards(): void {
    for (const place of this.samples().keys()) if (place !== 'header') this.drop(place);
  }

  /** The cards behind a removed one move up. */
  cardRemoved(index: number): void {
    this.drop(index);
    this.samples.update((samples) => new Map([...samples].flatMap(([place, sample]) => (place === index ? [] : [[place !== 'header' && place > index ? place - 1 : place, sample] as const]))));
  }

  private change(place: SamplePlace, change: Partial<Sample>): void {
    this.samples.update((samples) => new Map(samples).set(place, { ...(samples.get(place) ?? NONE), ...change }));
  }
}
