import { setImmediate, setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { batchOf, modelWithMost, passageVectors, wordingVectors, type VectorModel } from '../embedding/embedding-rows';
import { breather, PassageIndex } from './passage-index';
import { documentPages, indexedDocuments, revisionOf, type DocumentRow } from './passage-rows';
import type { SearchablePassages } from './searchable-passages';
import { Spellings } from './spellings';
import { VectorSet } from './vector-set';
import { VectorStore } from './vector-store';

/** An index with more terms of documents that are gone is built anew. */
const WASTE_MAX = 0.5;
/** Of a workspace that changes all the time: then the newest that was read serves, and the database has the last word. */
const TURNS_MAX = 3;

interface HeldVectors {
  store: VectorStore;
  set: VectorSet;
  /** Of the index that the set sees. */
  passages: SearchablePassages;
  batch: number;
  revision: number;
}

export interface WorkspaceIndex {
  index: PassageIndex;
  passages: SearchablePassages;
  spellings: Spellings;
  /** Of knowledge_revision, when it was read. */
  revision: number;
}

/**
 * The index of every workspace that is searched, in memory: built from rows when it is first asked, and brought up to date before
 * each search. An update that takes long goes on beside searches of the older index; the database has the last word on what it finds.
 */
@Injectable()
export class PassageIndexes {
  /** Least recently used first. */
  private readonly indexes = new Map<string, WorkspaceIndex>();
  private readonly flights = new Map<string, Promise<void>>();
  private readonly heldVectors = new Map<string, HeldVectors>();
  private readonly models = new Map<string, { batch: number; model: VectorModel | null }>();
  private readonly vectorFlights = new Map<string, Promise<void>>();

  /** What all workspaces' indexes of this process may hold together; the least recently searched go first. */
  bytesMax = 768 * 1024 * 1024;

  /** How long a search waits for an update when there is an older index. */
  waitMs = 1500;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Workspaces of which something is in memory, the least recently searched first; vectors may come when their index was forgotten already. */
  get held(): string[] {
    return [...new Set([...[...this.heldVectors.keys()].filter((workspaceId) => !this.indexes.has(workspaceId)), ...this.indexes.keys()])];
  }

  /** The workspace's index at its newest revision, or the older one when that takes long. Several who ask at once wait for one update. */
  async of(workspaceId: string): Promise<WorkspaceIndex> {
    const until = performance.now() + this.waitMs;
    for (let turn = 0; turn < TURNS_MAX || !this.indexes.has(workspaceId); turn++) {
      const revision = await revisionOf(this.dataSource, workspaceId);
      const known = this.indexes.get(workspaceId);
      if (known && known.revision >= revision) break;
      const update = this.update(workspaceId);
      if (!known) await update;
      else if (!(await endsBefore(until, update))) break;
    }
    const index = this.indexes.get(workspaceId) as WorkspaceIndex;
    this.indexes.delete(workspaceId);
    this.indexes.set(workspaceId, index);
    this.evict(workspaceId);
    return index;
  }

  /** The model whose vectors serve: while a new one's are being made, that is the older. Null: there are none. */
  async vectorModel(workspaceId: string): Promise<VectorModel | null> {
    const batch = await batchOf(this.dataSource, workspaceId);
    const known = this.models.get(workspaceId);
    if (known?.batch === batch) return known.model;
    const model = await modelWithMost(this.dataSource, workspaceId);
    this.models.set(workspaceId, { batch, model });
    return model;
  }

  /** The workspace's vectors of a model, as its index sees them. */
  async vectors(workspaceId: string, index: WorkspaceIndex, model: string, dimensions: number): Promise<VectorSet> {
    const batch = await batchOf(this.dataSource, workspaceId);
    // One at a time, and nothing is awaited between this and the start of the next: two would write into the same memory.
    for (let flight; (flight = this.vectorFlights.get(workspaceId)); ) await flight;
    const held = this.heldVectors.get(workspaceId);
    if (held && held.store.modelId === model && held.store.dimensions === dimensions && held.batch >= batch && held.revision >= index.revision && held.passages === index.passages) return held.set;
    const flight = this.readVectors(workspaceId, index, model, dimensions, batch);
    const done = flight.then(() => undefined, () => undefined).finally(() => this.vectorFlights.delete(workspaceId));
    this.vectorFlights.set(workspaceId, done);
    return flight;
  }

  /** Only what is new to this process; wordings anew, because they are compared with those of today. */
  private async readVectors(workspaceId: string, index: WorkspaceIndex, model: string, dimensions: number, batch: number): Promise<VectorSet> {
    const before = this.heldVectors.get(workspaceId);
    const goesOn = before && before.store.modelId === model && before.store.dimensions === dimensions && before.set.waste <= WASTE_MAX && before.batch <= batch;
    const store = new VectorStore(model, dimensions);
    if (goesOn) store.take(before.store);
    for await (const page of passageVectors(this.dataSource, workspaceId, model, goesOn ? before.batch : -1)) {
      store.add(page.vectors);
      await setImmediate();
    }
    for await (const vectors of wordingVectors(this.dataSource, workspaceId, model)) {
      store.add(vectors);
      await setImmediate();
    }
    const set = new VectorSet(index.passages, store);
    this.heldVectors.set(workspaceId, { store, set, passages: index.passages, batch, revision: index.revision });
    this.evict(workspaceId);
    return set;
  }

  private async update(workspaceId: string): Promise<void> {
    let flight = this.flights.get(workspaceId);
    if (!flight) {
      flight = this.bringUpToDate(workspaceId).finally(() => this.flights.delete(workspaceId));
      this.flights.set(workspaceId, flight);
    }
    await flight;
  }

  private async bringUpToDate(workspaceId: string): Promise<void> {
    // Read first: what changes while documents are read is looked for again by the next search.
    const revision = await revisionOf(this.dataSource, workspaceId);
    const before = this.indexes.get(workspaceId)?.index;
    const index = before && before.searchable.waste <= WASTE_MAX ? before : new PassageIndex();
    const pause = breather(() => setImmediate());
    const signatures = index.signatures();
    const seen = new Set<string>();
    const changed = new Map<string, DocumentRow>();
    for await (const page of documentPages(this.dataSource, workspaceId)) {
      for (const document of page) {
        seen.add(document.id);
        if (signatures.get(document.id) === document.signature) changed.delete(document.id);
        else changed.set(document.id, document);
      }
      await pause();
    }
    const gone = [...signatures.keys()].filter((id) => !seen.has(id));
    for (const documentId of gone) index.remove(documentId);
    for await (const documents of indexedDocuments(this.dataSource, workspaceId, [...changed.values()])) {
      for (const document of documents) {
        index.put(document);
        await pause();
      }
    }
    if (index.changed || index !== before) await index.freeze(() => setImmediate());
    this.indexes.set(workspaceId, { index, passages: index.searchable, spellings: new Spellings(index.searchable), revision });
  }

  private evict(keep: string): void {
    const bytesOf = (workspaceId: string) => (this.indexes.get(workspaceId)?.passages.bytes ?? 0) + (this.heldVectors.get(workspaceId)?.set.bytes ?? 0);
    let total = this.held.reduce((sum, workspaceId) => sum + bytesOf(workspaceId), 0);
    for (const workspaceId of this.held) {
      if (total <= this.bytesMax) return;
      if (workspaceId === keep || this.flights.has(workspaceId)) continue;
      total -= bytesOf(workspaceId);
      this.indexes.delete(workspaceId);
      this.heldVectors.delete(workspaceId);
    }
  }
}

/** Whether the work is done by then; it goes on in any case. @throws what the work throws until then */
async function endsBefore(time: number, work: Promise<void>): Promise<boolean> {
  const stop = new AbortController();
  const late = setTimeout(Math.max(0, time - performance.now()), false, { signal: stop.signal }).catch(() => false);
  // Of what fails later the next search hears.
  work.catch(() => undefined);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    stop.abort();
  }
}
