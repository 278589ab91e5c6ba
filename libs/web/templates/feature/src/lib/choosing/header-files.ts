import { Injectable, inject, signal } from '@angular/core';
import { type SlotField, TemplatesApi, headerFileProblem } from '@mailtrixy/web/templates/data-access';
import type { ShownMedia } from '@mailtrixy/web/templates/ui';
import { ApiProblem } from '@mailtrixy/web/shared/util';

export interface HeaderFile extends ShownMedia {
  size: number;
  state: 'uploading' | 'ready' | 'refused';
  words: string | null;
}

/** The files chosen for headers, by slot key. A value exists only once the file is uploaded. */
@Injectable()
export class HeaderFiles {
  private readonly api = inject(TemplatesApi);
  private readonly files = signal<Readonly<Record<string, HeaderFile>>>({});
  readonly all = this.files.asReadonly();

  async choose(field: SlotField, file: File): Promise<void> {
    const { key, mediaKind } = field.slot;
    if (!mediaKind) return;
    this.remove(field);
    const problem = headerFileProblem(mediaKind, file);
    const entry: HeaderFile = { name: file.name, size: file.size, picture: mediaKind === 'image' && !problem ? URL.createObjectURL(file) : null, state: problem ? 'refused' : 'uploading', words: problem };
    this.put(key, entry);
    if (problem) return;
    try {
      const uploaded = await this.api.upload(file, mediaKind);
      // Another file was chosen meanwhile.
      if (this.files()[key] !== entry) return;
      if (uploaded.refusal) this.put(key, { ...entry, state: 'refused', words: uploaded.refusal.words });
      else {
        this.put(key, { ...entry, state: 'ready' });
        field.set(uploaded.id);
      }
    } catch (error) {
      if (this.files()[key] === entry) this.put(key, { ...entry, state: 'refused', words: `Not uploaded: ${ApiProblem.from(error).message}` });
    }
  }

  remove(field: SlotField): void {
    const known = this.files()[field.slot.key];
    if (known?.picture) URL.revokeObjectURL(known.picture);
    field.set('');
    this.files.update(({ [field.slot.key]: _gone, ...rest }) => rest);
  }

  /** Another template: its headers are others. */
  clear(): void {
    for (const { picture } of Object.values(this.files())) if (picture) URL.revokeObjectURL(picture);
    this.files.set({});
  }

  private put(key: string, file: HeaderFile): void {
    this.files.update((files) => ({ ...files, [key]: file }));
  }
}
