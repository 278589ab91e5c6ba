import type { KnowledgeDocument, KnowledgeWebsite } from '@mailtrixy/shared/dto';

export type StateLook = 'ok' | 'warn' | 'danger' | 'run' | 'faint';

export interface StateWords {
  look: StateLook;
  words: string;
}

const passages = (count: number): string => `${count} ${count === 1 ? 'passage' : 'passages'}`;

/** What failed and waits to be tried again says why. */
const queued = (problem: string | null): StateWords => (problem ? { look: 'warn', words: `Queued: ${problem}` } : { look: 'faint', words: 'Queued' });

export function documentState(document: Pick<KnowledgeDocument, 'state' | 'progress' | 'problem' | 'passages'>): StateWords {
  switch (document.state) {
    case 'draft':
      return { look: 'faint', words: 'Draft' };
    case 'queued':
      return queued(document.problem);
    case 'reading':
      return { look: 'run', words: document.progress === null ? 'Reading' : `Reading ${document.progress} %` };
    case 'indexing':
      return { look: 'run', words: document.progress === null ? 'Indexing' : `Indexing ${document.progress} %` };
    case 'ready':
      return { look: 'ok', words: `Indexed, ${passages(document.passages)}` };
    case 'partly':
      return { look: 'warn', words: `Partly: ${document.problem ?? 'some of it could not be read'}` };
    case 'stale':
      return { look: 'warn', words: document.problem ? `Stale: ${document.problem}` : 'Stale: changed since it was read' };
    case 'failed':
      return { look: 'danger', words: `Failed: ${document.problem ?? 'unknown reason'}` };
  }
}

export function websiteState(site: Pick<KnowledgeWebsite, 'state' | 'progress' | 'problem' | 'found' | 'pages'>): StateWords {
  switch (site.state) {
    case 'queued':
      return queued(site.problem);
    case 'finding':
      return { look: 'run', words: `Looking for pages, ${site.found} found` };
    case 'found':
      return { look: 'warn', words: `${site.found} found: choose what to read` };
    case 'reading':
      return { look: 'run', words: site.progress === null ? 'Reading' : `Reading ${site.progress} %` };
    case 'ready':
      return site.problem ? { look: 'warn', words: site.problem } : { look: 'ok', words: `${site.pages} ${site.pages === 1 ? 'page' : 'pages'} read` };
    case 'failed':
      return { look: 'danger', words: `Failed: ${site.problem ?? 'unknown reason'}` };
  }
}
