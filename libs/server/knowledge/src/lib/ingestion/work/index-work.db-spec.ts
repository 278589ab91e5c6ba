import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { docxOf, pdfOf, pdfText, wordParagraph } from '../../testing/made-files';
import { createIngestionFixture, type IngestionFixture } from '../../testing/ingestion-fixture';
import { LEASE_S } from './document-lease';
import type { DocumentReader } from './document-reader';

let fixture: IngestionFixture;
beforeAll(async () => {
  fixture = await createIngestionFixture();
}, 60_000);
afterAll(() => fixture?.close());
afterEach(() => fixture.runAll());

const MARKDOWN = '# Returns\n\nThirty days, unused.\n\n## Gifts\n\nBring the card.';

async function publish(title: string, markdown = MARKDOWN, questions: string[] = []): Promise<string> {
  const { article } = await fixture.articles.create(fixture.workspaceId, fixture.actor, { clientId: newId(), title, markdown, questions, publish: true });
  return article.id;
}
const get = (id: string) => fixture.documents.get(fixture.workspaceId, id);
const rowsOf = async (id: string): Promise<number> => Number((await fixture.dataSource.query('SELECT COUNT(*) AS count FROM knowledge_passage WHERE document_id = ?', [idToBytes(id)]))[0].count);

/** A reader that stops where a test wants it to. */
function stoppingReader(): { reader: Pick<DocumentReader, 'read'>; reached: Promise<void>; go: () => void } {
  let go = (): void => undefined;
  let arrived = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const reached = new Promise<void>((resolve) => (arrived = resolve));
  return {
    reader: {
      read: async (document, onProgress, signal) => {
        const read = await fixture.reader.read(document, onProgress, signal);
        arrived();
        await gate;
        return read;
      },
    },
    reached,
    go,
  };
}

describe('an article', () => {
  it('that is published becomes passages, with its language', async () => {
    const id = await publish('Rückgabe', 'Sie können alles innerhalb von dreißig Tagen zurückgeben, wenn es unbenutzt ist.');
    expect(await get(id)).toMatchObject({ state: 'queued', published: true, passages: 0 });
    const before = await fixture.revision();
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'ready', progress: null, problem: null, passages: 1, language: 'de', ownerName: 'Ana', hasUnpublishedChanges: false });
    expect(await fixture.revision()).toBeGreaterThan(before);
  });

  it('keeps the ids of passages that did not change, and loses those that are gone', async () => {
    const id = await publish('Returns');
    await fixture.runAll();
    const [first, second] = await fixture.passages(id);
    const saved = await fixture.articles.save(fixture.workspaceId, id, { version: (await get(id)).version, markdown: MARKDOWN.replace('Bring the card.', 'Show the card.') });
    expect(saved).toMatchObject({ hasUnpublishedChanges: true, publishedMarkdown: MARKDOWN });
    expect((await fixture.passages(id)).map((passage) => passage.id)).toEqual([first.id, second.id]);
    await fixture.articles.publish(fixture.workspaceId, fixture.actor, id, saved.version);
    await fixture.runAll();
    const after = await fixture.passages(id);
    expect(after.map(({ text }) => text)).toEqual(['Thirty days, unused.', 'Show the card.']);
    expect(after[0].id).toBe(first.id);
    expect(after[1].id).not.toBe(second.id);
    expect(await rowsOf(id)).toBe(2);
    expect((await fixture.articles.get(fixture.workspaceId, id)).versions.map(({ no }) => no)).toEqual([2, 1]);
    expect((await fixture.articles.version(fixture.workspaceId, id, 1)).markdown).toBe(MARKDOWN);
  });

  it('that is unpublished or deleted has no passage from that moment on, also while it is indexed', async () => {
    for (const act of ['unpublish', 'remove'] as const) {
      const id = await publish(`Race ${act}`);
      const { reader, reached, go } = stoppingReader();
      const working = fixture.workerWith(reader).runNext();
      await reached;
      await (act === 'remove' ? fixture.documents.remove(fixture.workspaceId, fixture.actor, id) : fixture.articles.unpublish(fixture.workspaceId, fixture.actor, id));
      go();
      await working;
      await fixture.runAll();
      expect(await rowsOf(id)).toBe(0);
      if (act === 'unpublish') expect(await get(id)).toMatchObject({ state: 'draft', published: false, passages: 0 });
      else await expect(get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('that is unpublished and published again with the same text is found again', async () => {
    const id = await publish('Withdrawn for a day');
    await fixture.runAll();
    const before = (await fixture.passages(id)).map((passage) => passage.id);
    await fixture.articles.unpublish(fixture.workspaceId, fixture.actor, id);
    await fixture.runAll();
    expect(await rowsOf(id)).toBe(0);
    await fixture.articles.publish(fixture.workspaceId, fixture.actor, id, (await get(id)).version);
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'ready', passages: 2 });
    expect((await fixture.passages(id)).map((passage) => passage.id)).toEqual(before);
  });

  it('takes its vectors with it: those of passages that go, and all of them when it is deleted', async () => {
    const id = await publish('Vectors');
    await fixture.runAll();
    const [first, second] = await fixture.passages(id);
    const vectors = async (): Promise<string[]> => (await fixture.dataSource.query('SELECT HEX(passage_id) AS id FROM knowledge_embedding WHERE workspace_id = ?', [idToBytes(fixture.workspaceId)])).map((row: { id: string }) => row.id.toLowerCase());
    const hex = (passageId: string) => passageId.replaceAll('-', '');
    for (const passage of [first, second]) await fixture.dataSource.query("INSERT INTO knowledge_embedding (workspace_id, passage_id, model, dimensions, vector, batch) VALUES (?, ?, 'm', 1, 'x', 1)", [idToBytes(fixture.workspaceId), idToBytes(passage.id)]);
    const saved = await fixture.articles.save(fixture.workspaceId, id, { version: (await get(id)).version, markdown: MARKDOWN.replace('Bring the card.', 'Show the card.') });
    await fixture.articles.publish(fixture.workspaceId, fixture.actor, id, saved.version);
    await fixture.runAll();
    expect(await vectors()).toEqual([hex(first.id)]);
    await fixture.documents.remove(fixture.workspaceId, fixture.actor, id);
    expect(await vectors()).toEqual([]);
  });

  it('that is published again while it is indexed ends with the newest text', async () => {
    const id = await publish('Newest');
    const { reader, reached, go } = stoppingReader();
    const working = fixture.workerWith(reader).runNext();
    await reached;
    const saved = await fixture.articles.save(fixture.workspaceId, id, { version: (await get(id)).version, markdown: 'The newest text.' });
    await fixture.articles.publish(fixture.workspaceId, fixture.actor, id, saved.version);
    await fixture.runAll();
    go();
    await working;
    expect((await fixture.passages(id)).map(({ text }) => text)).toEqual(['The newest text.']);
    expect((await get(id)).state).toBe('ready');
  });

  it('that holds nothing any more loses what it held', async () => {
    const id = await publish('Emptied');
    await fixture.runAll();
    const saved = await fixture.articles.save(fixture.workspaceId, id, { version: (await get(id)).version, markdown: '# Only a heading' });
    await fixture.articles.publish(fixture.workspaceId, fixture.actor, id, saved.version);
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'partly', passages: 0 });
    expect(await rowsOf(id)).toBe(0);
  });
});

describe('workers', () => {
  it('share the work: two at once do each document once', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, no) => publish(`Shared ${no}`)));
    const read: string[] = [];
    const counting: Pick<DocumentReader, 'read'> = {
      read: (document, onProgress, signal) => {
        read.push(document.id);
        return fixture.reader.read(document, onProgress, signal);
      },
    };
    const drain = async (): Promise<void> => {
      const worker = fixture.workerWith(counting);
      while (await worker.runNext());
    };
    await Promise.all([drain(), drain(), drain()]);
    expect(read.sort()).toEqual(ids.sort());
    for (const id of ids) expect((await get(id)).state).toBe('ready');
  });

  it('that are killed leave a document which another takes over when the lease runs out', async () => {
    const id = await publish('Killed');
    const { reader, reached, go } = stoppingReader();
    const killed = fixture.workerWith(reader).runNext();
    await reached;
    expect(await fixture.work.runNext()).toBe(false);
    await fixture.dataSource.query(`UPDATE knowledge_document SET next_at = next_at - INTERVAL ${LEASE_S + 1} SECOND WHERE id = ?`, [idToBytes(id)]);
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'ready', passages: 2 });
    const { updatedAt } = await get(id);
    // The one that was thought dead comes back: nothing of its work counts.
    go();
    await killed;
    expect((await get(id)).updatedAt).toBe(updatedAt);
  });

  it('leave a document alone that stopped five of them', async () => {
    const id = await publish('Poison');
    await fixture.dataSource.query('UPDATE knowledge_document SET tries = 5 WHERE id = ?', [idToBytes(id)]);
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'failed', problem: expect.stringMatching(/stopped the worker/) });
    await fixture.documents.retry(fixture.workspaceId, id);
    await fixture.runAll();
    expect((await get(id)).state).toBe('ready');
    // What is still quoted is not called failed.
    await fixture.dataSource.query('UPDATE knowledge_document SET tries = 5, next_at = NOW(3) WHERE id = ?', [idToBytes(id)]);
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'stale', passages: 2, problem: expect.stringMatching(/stopped the worker.*stays in use/) });
  });

  it('try again later what failed for reasons of ours, and say so', async () => {
    const id = await publish('Storage away');
    const broken = fixture.workerWith({ read: () => Promise.reject(new Error('store away')) });
    await broken.runNext();
    expect(await get(id)).toMatchObject({ state: 'queued', problem: expect.stringMatching(/tried again by itself/) });
    expect(await fixture.work.runNext()).toBe(false);
    await fixture.dataSource.query('UPDATE knowledge_document SET next_at = NOW(3) WHERE id = ?', [idToBytes(id)]);
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'ready', problem: null });
  });
});

describe('a file', () => {
  it('is read, and its bytes go with it', async () => {
    const id = await fixture.upload('Care manual.pdf', pdfOf([pdfText('# Care', 'Wipe the lamp with a dry cloth, never with water.')]));
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ kind: 'file', title: 'Care manual', state: 'ready', passages: 1, fileName: 'Care manual.pdf' });
    const { stream } = await fixture.documents.file(fixture.workspaceId, id);
    stream.destroy();
    const key = `${fixture.workspaceId}/${id.slice(-2)}/${id}.knowledge`;
    expect(await fixture.store.size(key)).toBeGreaterThan(0);
    await fixture.documents.remove(fixture.workspaceId, fixture.actor, id);
    expect(await rowsOf(id)).toBe(0);
    expect(await fixture.removed.clear()).toBe(1);
    expect(await fixture.store.size(key)).toBeNull();
  });

  it('whose upload lost its answer after the commit keeps its bytes', async () => {
    const { dataSource } = fixture;
    const transaction = async (level: never, work: never): Promise<never> => {
      await dataSource.transaction(level, work);
      throw Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' });
    };
    const id = await fixture.upload('Lost answer.txt', Buffer.from('The lamp needs two screws.'), Object.assign(Object.create(dataSource) as typeof dataSource, { transaction }));
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'ready', passages: 1 });
  });

  it('whose bytes cannot be removed keeps no others', async () => {
    const [stuck, free] = [await fixture.upload('stuck.txt', Buffer.from('Stuck.')), await fixture.upload('free.txt', Buffer.from('Free.'))];
    for (const id of [stuck, free]) await fixture.documents.remove(fixture.workspaceId, fixture.actor, id);
    const keyOf = (id: string) => `${fixture.workspaceId}/${id.slice(-2)}/${id}.knowledge`;
    const remove = jest.spyOn(fixture.store, 'remove').mockImplementationOnce(() => Promise.reject(new Error('disk away')));
    expect(await fixture.removed.clear()).toBe(1);
    remove.mockRestore();
    expect([await fixture.store.size(keyOf(stuck)), await fixture.store.size(keyOf(free))]).toEqual([6, null]);
    expect(await fixture.removed.clear()).toBe(1);
    expect(await fixture.store.size(keyOf(stuck))).toBeNull();
  });

  it.each([
    ['scanned.pdf', pdfOf([{ picture: true }]), /scanned/],
    ['locked.pdf', pdfOf([pdfText('Secret text of some length')], { encrypted: true }), /password/],
    ['broken.pdf', Buffer.from('%PDF-1.7 nonsense'), /damaged/],
    ['bomb.docx', docxOf(wordParagraph('Hello'), [{ name: 'word/media/zeros.bin', data: Buffer.alloc(101 * 1024 * 1024) }]), /expands to far more/],
  ])('that cannot be read says why, and is not tried again: %s', async (name, bytes, words) => {
    const id = await fixture.upload(name, bytes);
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'failed', problem: expect.stringMatching(words), passages: 0, progress: null });
    expect(await fixture.work.runNext()).toBe(false);
  });

  it('of which a page is a picture is read in part', async () => {
    const id = await fixture.upload('mixed.pdf', pdfOf([pdfText('A page with a good deal of text to read.'), { picture: true }]));
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'partly', problem: 'Page 2 is a picture and holds no text.', passages: 1 });
  });

  it.each([
    ['menu.pdf', Buffer.from('just text'), /ends in \.pdf, but the file is a text/],
    ['empty.txt', Buffer.alloc(0), /empty/],
    ['tool.exe', Buffer.from('MZ'), /cannot be read/],
  ])('that is refused at once leaves nothing: %s', async (name, bytes, words) => {
    await expect(fixture.upload(name, bytes)).rejects.toMatchObject({ code: 'KNOWLEDGE_FILE_REFUSED', detail: expect.stringMatching(words) });
    expect((await fixture.documents.list(fixture.workspaceId, { q: name })).items).toEqual([]);
  });
});

describe('changes', () => {
  it('of audience and title act at once and are searched anew', async () => {
    const id = await publish('Old title');
    await fixture.runAll();
    const [before] = await fixture.passages(id);
    const revision = await fixture.revision();
    expect(await fixture.documents.update(fixture.workspaceId, fixture.actor, id, { audience: 'internal', autoSend: false, title: 'New title' })).toMatchObject({ audience: 'internal', autoSend: false, title: 'New title' });
    expect(await fixture.revision()).toBeGreaterThan(revision);
    await fixture.runAll();
    const [after] = await fixture.passages(id);
    // An embedding is made of the title, too.
    expect([after.text, after.id === before.id]).toEqual([before.text, false]);
  });

  it('of a language that a person sets stay', async () => {
    const id = await publish('Tiny', 'OK.');
    await fixture.documents.update(fixture.workspaceId, fixture.actor, id, { language: 'pt-br' });
    await fixture.runAll();
    expect((await get(id)).language).toBe('pt-BR');
    await expect(fixture.documents.update(fixture.workspaceId, fixture.actor, id, { language: 'no language' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('of title and language while it is indexed for the first time are not lost', async () => {
    const id = await publish('Named too fast', 'OK.');
    const { reader, reached, go } = stoppingReader();
    const working = fixture.workerWith(reader).runNext();
    await reached;
    await fixture.documents.update(fixture.workspaceId, fixture.actor, id, { title: 'Named well', language: 'pt-BR' });
    go();
    await working;
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ title: 'Named well', language: 'pt-BR', state: 'ready', passages: 1 });
    const [row] = await fixture.dataSource.query('SELECT language FROM knowledge_passage WHERE document_id = ?', [idToBytes(id)]);
    expect(row.language).toBe('pt-BR');
  });

  it('of two people at once: the second is told', async () => {
    const id = await publish('Both');
    const { version } = await get(id);
    await fixture.articles.save(fixture.workspaceId, id, { version, markdown: 'One' });
    await expect(fixture.articles.save(fixture.workspaceId, id, { version, markdown: 'Two' })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  it('are in the audit log', async () => {
    const id = await publish('Audited');
    await fixture.documents.remove(fixture.workspaceId, fixture.actor, id);
    const rows: { action: string }[] = await fixture.dataSource.query('SELECT action FROM audit_entry WHERE workspace_id = ? AND target_name = ? ORDER BY created_at, id', [idToBytes(fixture.workspaceId), 'Audited']);
    expect(rows.map(({ action }) => action).sort()).toEqual(['knowledge.created', 'knowledge.deleted', 'knowledge.published']);
  });
});

describe('questions', () => {
  it('of an import become documents, and rows that are none are told', async () => {
    const request = { clientId: newId(), name: 'FAQ', csv: 'Question,Answer\nHow long?,Two days\n,No question\nNo answer,\nhow LONG?,Again\nWho pays?,You do' };
    const result = await fixture.faq.import(fixture.workspaceId, fixture.actor, request);
    expect(result).toEqual({ imported: 2, problems: [{ row: 3, words: 'The question is missing.' }, { row: 4, words: 'The answer is missing.' }, { row: 5, words: 'The question stands in row 2 already.' }] });
    expect(await fixture.faq.import(fixture.workspaceId, fixture.actor, request)).toEqual(result);
    await expect(fixture.faq.import(fixture.workspaceId, fixture.actor, { ...request, name: 'Other' })).rejects.toMatchObject({ code: 'CLIENT_ID_REUSED' });
    await fixture.runAll();
    const { items } = await fixture.documents.list(fixture.workspaceId, { kind: 'faq' });
    expect(items.map(({ title, state, passages }) => [title, state, passages]).sort()).toEqual([['How long?', 'ready', 1], ['Who pays?', 'ready', 1]]);
  });

  it('of customers are added to an article, once, and close the gap', async () => {
    const id = await publish('Wordings', MARKDOWN, ['Can I return it?']);
    await fixture.gaps.record(fixture.workspaceId, { question: '  Can I give it   back?!', conversationId: null });
    await fixture.gaps.record(fixture.workspaceId, { question: 'can i give it back', conversationId: null });
    const { items } = await fixture.gaps.list(fixture.workspaceId, undefined);
    expect(items).toMatchObject([{ question: 'Can I give it back?!', count: 2 }]);
    const added = await fixture.articles.addQuestion(fixture.workspaceId, fixture.actor, id, { question: 'Can I give it back?', gapId: items[0].id });
    expect(added.questions).toEqual(['Can I return it?', 'Can I give it back?']);
    expect((await fixture.articles.addQuestion(fixture.workspaceId, fixture.actor, id, { question: 'can I GIVE it back?' })).questions).toHaveLength(2);
    expect((await fixture.gaps.list(fixture.workspaceId, undefined)).items).toEqual([]);
    // Asked again and still nothing found: the article does not answer it.
    await fixture.gaps.record(fixture.workspaceId, { question: 'Can I give it back', conversationId: null });
    const [again] = (await fixture.gaps.list(fixture.workspaceId, undefined)).items;
    expect(again.count).toBe(3);
    await fixture.gaps.dismiss(fixture.workspaceId, again.id);
    await fixture.gaps.record(fixture.workspaceId, { question: 'Can I give it back', conversationId: null });
    expect((await fixture.gaps.list(fixture.workspaceId, undefined)).items).toEqual([]);
  });

  it('for which an article is begun stay open until it is published for the first time', async () => {
    const record = () => fixture.gaps.record(fixture.workspaceId, { question: 'Do you mend lamps?', conversationId: null });
    const open = async () => (await fixture.gaps.list(fixture.workspaceId, undefined)).items;
    const begin = async (gapId: string) => (await fixture.articles.create(fixture.workspaceId, fixture.actor, { clientId: newId(), title: 'Do you mend lamps?', markdown: '', gapId })).article;
    await record();
    const [gap] = await open();
    await fixture.documents.remove(fixture.workspaceId, fixture.actor, (await begin(gap.id)).id);
    expect(await open()).toHaveLength(1);
    const { id, version } = await begin(gap.id);
    const saved = await fixture.articles.save(fixture.workspaceId, id, { version, markdown: 'Yes, we do.' });
    expect(await open()).toHaveLength(1);
    const published = await fixture.articles.publish(fixture.workspaceId, fixture.actor, id, saved.version);
    expect(await open()).toEqual([]);
    // Asked again and still nothing found: another text that is published later does not say that it answers this.
    await record();
    const again = await fixture.articles.save(fixture.workspaceId, id, { version: published.version, title: 'Lamps' });
    await fixture.articles.publish(fixture.workspaceId, fixture.actor, id, again.version);
    expect(await open()).toHaveLength(1);
    await expect(begin(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await fixture.gaps.dismiss(fixture.workspaceId, gap.id);
  });
});
