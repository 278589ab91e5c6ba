import { Inject, Injectable } from '@nestjs/common';
import { KnowledgeIndexWork, KnowledgeWebsiteWork } from '@mailtrixy/server/knowledge';
import { WorkLoop } from '../inbox/work-loop';

/** Documents at once: each parser may use half a gigabyte, and one that is slow must not keep articles waiting. */
const DOCUMENTS = 2;
/** Sites at once; one that answers slowly keeps nobody else's waiting. */
const WEBSITES = 2;

@Injectable()
export class KnowledgeWork {
  /** Each looks for work by itself. */
  readonly loops: readonly WorkLoop[];

  constructor(@Inject(KnowledgeIndexWork) documents: KnowledgeIndexWork, @Inject(KnowledgeWebsiteWork) websites: KnowledgeWebsiteWork) {
    this.loops = [...Array.from({ length: DOCUMENTS }, () => new WorkLoop(() => documents.runNext())), ...Array.from({ length: WEBSITES }, () => new WorkLoop(() => websites.runNext()))];
  }

  /** Resolves when nothing is due any more. */
  async run(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.wake()));
  }
}
