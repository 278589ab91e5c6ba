import { randomUUID } from 'node:crypto';
import type { KnowledgeArticle } from '@mailtrixy/shared/dto';
import { ProviderStub, until } from '@mailtrixy/e2e/stack';
import { aiScene, ANSWER, openMaya, QUESTION } from './ai-scene';
import { faults, faultsOnPhone, look } from './page-faults';
import { expect, test } from './stack-fixture';

let stub: ProviderStub;
test.beforeAll(async () => {
  stub = await ProviderStub.start();
});
test.afterEach(() => stub.reset());
test.afterAll(() => stub.stop());

test('Ctrl+Alt+Enter sends the draft, not what stands half written in the field; a note asks for nothing; an answer without the card takes it away', async ({ stack, workspace, ownerPage: page }) => {
  const at = await aiScene(stack, workspace, stub, { mode: 'draft' });
  await at.write(QUESTION);
  await openMaya(page, stack);
  const draft = page.getByTestId('ai-draft');
  await expect(draft).toHaveAttribute('data-state', 'ready');
  let asked = 0;
  page.on('request', (request) => void (request.method() === 'POST' && /\/ai\/draft$/.test(request.url()) && asked++));
  await page.getByTestId('draft-button').click();
  await expect.poll(async () => (await stub.asked()).length).toBe(2);
  await expect(draft).toHaveAttribute('data-state', 'ready');

  await page.getByTestId('tab-note').click();
  await expect(page.getByTestId('composer-note')).toBeVisible();
  await expect(draft).toHaveCount(0);
  await page.getByTestId('tab-reply').click();
  await expect(draft).toHaveAttribute('data-state', 'ready');
  expect([asked, (await stub.asked()).length]).toEqual([1, 2]);

  const text = page.getByTestId('composer-reply').getByRole('textbox');
  await text.fill('Half a sent');
  await expect(text).toBeFocused();
  await page.keyboard.press('Control+Alt+Enter');
  await until('the phone to show it', async () => (await at.onPhone()).length > 0);
  expect(await at.onPhone()).toEqual([ANSWER]);
  await expect(draft).toHaveCount(0);
  await expect(text).toHaveValue('Half a sent');

  await at.write('And how long may I return other items?');
  await expect(draft).toHaveAttribute('data-state', 'ready');
  await text.fill('I look that up for you.');
  await page.keyboard.press('Enter');
  await expect(draft).toHaveCount(0);
  await expect(page.getByTestId('ai-quiet')).toHaveCount(0);
});

test('an answer that fails a check says so in draft mode; marks of several sources are marks; folded it says how far it is', async ({ stack, workspace, ownerPage: page }) => {
  const at = await aiScene(stack, workspace, stub, { mode: 'draft' });
  const said = 'Gifts can be returned within 90 days.';
  await stub.say({ json: { action: 'answer', reason: 'in_sources', answer: `${said} [1, 1]`, citations: [1], sentences: [{ text: said, cite: [1] }], language: 'en', unanswered: [], handOff: null } });
  await at.write(QUESTION);
  await openMaya(page, stack);
  const draft = page.getByTestId('ai-draft');
  await expect(draft).toHaveAttribute('data-state', 'ready');
  await expect(draft.getByTestId('ai-warning')).toContainText('90');
  await expect(draft.locator('header')).toContainText('Confidence Low');
  await expect(draft).not.toContainText('[1');
  await look(page, 'draft-warning');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await draft.getByTestId('ai-fold').click();
  await expect(draft.getByTestId('ai-state')).toHaveText('Look at it first');
  await look(page, 'draft-folded');
  expect(await faults(page)).toEqual([]);
  await draft.getByTestId('ai-fold').click();
  await page.keyboard.press('Control+.');
  await expect(page.getByTestId('composer-reply').getByRole('textbox')).toHaveValue(said);
});

for (const [device, width, height] of [
  ['a desk', 1366, 768],
  ['a phone', 390, 844],
] as const) {
  test(`on ${device} the newest message stays in sight when the draft below it takes its room`, async ({ stack, workspace, ownerPage: page }) => {
    const at = await aiScene(stack, workspace, stub, { mode: 'draft' });
    for (const kind of ['image', 'location', 'contacts', 'location', 'contacts']) await at.write({ type: kind });
    await at.write(QUESTION);
    await openMaya(page, stack);
    await expect(page.getByTestId('ai-draft')).toHaveAttribute('data-state', 'ready');
    await page.setViewportSize({ width, height });
    // Heights of messages and of the draft become known in any order.
    for (let i = 0; i < 6; i++) {
      await openMaya(page, stack);
      await expect(page.getByTestId('ai-draft')).toHaveAttribute('data-state', 'ready');
      await expect(page.getByTestId('thread').getByTestId('bubble').filter({ hasText: QUESTION })).toBeVisible();
      await expect.poll(() => page.getByTestId('thread').evaluate((thread) => Math.round(thread.scrollHeight - thread.clientHeight - thread.scrollTop)), `opened ${i + 1} times`).toBeLessThanOrEqual(1);
    }
  });
}

test('who opens a conversation while a draft is written is told so, and gets it when it is done', async ({ stack, workspace, ownerPage: page }) => {
  const at = await aiScene(stack, workspace, stub, { mode: 'draft' });
  await at.write(QUESTION);
  await openMaya(page, stack);
  const draft = page.getByTestId('ai-draft');
  await expect(draft).toHaveAttribute('data-state', 'ready');
  await stub.say({ delayMs: 4000 });
  await page.getByTestId('draft-button').click();
  await expect(draft).toHaveAttribute('data-state', 'streaming');
  await page.reload();
  await expect(draft).toContainText('Writing…');
  await look(page, 'draft-writing');
  await expect(draft).toHaveAttribute('data-state', 'ready');
  await expect(draft).toContainText(ANSWER);
});

test('a reply counts down beside a note and with the card folded; canceled it stays and can be sent; the kill switch offers nothing to go on with', async ({ stack, workspace, ownerPage: page }) => {
  const at = await aiScene(stack, workspace, stub, { mode: 'auto', draftAt: 20, sendAt: 20, delayS: 60 });
  await page.addInitScript(() => localStorage.setItem('mx-ai-draft-collapsed', '1'));
  await at.write(QUESTION);
  await openMaya(page, stack);
  const draft = page.getByTestId('ai-draft');
  await expect(draft.getByTestId('ai-countdown')).toHaveText(/Sending in \d+ s/);
  await expect(draft.getByTestId('ai-edit')).toBeVisible();
  await page.getByTestId('tab-note').click();
  await expect(draft).toHaveCount(0);
  const band = page.getByTestId('ai-answering');
  await expect(band.getByTestId('ai-countdown')).toHaveText(/Sending in \d+ s/);
  await expect(band.getByTestId('take-over')).toBeVisible();
  await look(page, 'countdown-note');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await band.getByTestId('ai-cancel').click();
  await expect(page.getByTestId('ai-countdown')).toHaveCount(0);
  await page.getByTestId('tab-reply').click();
  await expect(draft).toHaveAttribute('data-state', 'canceled');
  await draft.getByTestId('ai-fold').click();
  await expect(draft.getByTestId('ai-state')).toHaveText('Canceled');
  await expect(draft.getByTestId('why-not-sent')).toContainText('canceled it');
  await look(page, 'draft-canceled');
  expect(await faults(page)).toEqual([]);
  await draft.getByTestId('ai-send').click();
  await until('the phone to show it', async () => (await at.onPhone()).length > 0);
  expect((await at.onPhone()).filter((text) => text?.includes(ANSWER))).toHaveLength(1);
  await expect(draft).toHaveCount(0);
  await expect(page.getByTestId('ai-paused')).toContainText('answers this conversation');
  await expect(page.getByTestId('ai-quiet')).toHaveCount(0);
  await look(page, 'ai-paused');

  await workspace.owner.post('/ai/pause', { paused: true });
  await expect(page.getByTestId('ai-quiet')).toContainText('stopped for the whole workspace');
  await expect(page.getByTestId('ai-resume')).toHaveCount(0);
  await workspace.owner.post('/ai/pause', { paused: false });
  await page.getByTestId('ai-resume').click();
  await expect(page.getByTestId('ai-paused')).toHaveCount(0);
});

test('copilot: the text is corrected and translated with Undo, the conversation summed up, labels suggested and set; a provider that fails changes nothing', async ({ stack, workspace, ownerPage: page }) => {
  const { owner } = workspace;
  const at = await aiScene(stack, workspace, stub, { mode: 'off' });
  for (const name of ['Gift return', 'Billing']) await owner.post('/labels', { clientId: randomUUID(), name, colour: 'blue' });
  await at.write('Guten Tag, wie lange kann ich ein Geschenk zurückgeben, das ich letzte Woche bekommen habe?');
  await openMaya(page, stack);
  const text = page.getByTestId('composer-reply').getByRole('textbox');
  const wish = async (name: string) => {
    await page.getByTestId('ai-tools').click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  const lastAsked = async () => (await stub.asked()).at(-1) ?? '';

  await text.fill('You can retrun it within 60 days');
  await stub.say({ text: 'You can return it within 60 days.' });
  await wish('Correct my text');
  await expect(text).toHaveValue('You can return it within 60 days.');
  expect(await lastAsked()).toContain('retrun');
  await look(page, 'copilot-corrected');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(text).toHaveValue('You can retrun it within 60 days');

  for (const name of ['Shorter', 'Friendlier', 'More formal']) {
    await stub.say({ text: `${name}: 60 days.` });
    await wish(name);
    await expect(text).toHaveValue(`${name}: 60 days.`);
  }

  await stub.say({ text: 'Sie können es innerhalb von 60 Tagen zurückgeben.' });
  await wish('Translate into the customer’s language');
  await expect(text).toHaveValue('Sie können es innerhalb von 60 Tagen zurückgeben.');
  expect(await lastAsked()).toMatch(/translate a text into German/);

  // what comes while a note is written is not written into the note
  await stub.say({ text: 'Too late', delayMs: 1000 });
  const answered = page.waitForResponse(/\/ai\/copilot$/);
  await wish('Shorter');
  await page.getByTestId('tab-note').click();
  await answered;
  await expect(page.getByTestId('composer-note').getByRole('textbox')).toHaveValue('');
  await page.getByTestId('tab-reply').click();
  await expect(text).toHaveValue('Sie können es innerhalb von 60 Tagen zurückgeben.');

  await stub.mode('e401');
  await stub.say(null);
  await wish('Correct my text');
  await expect(page.locator('mx-toast').filter({ hasText: 'key' })).toBeVisible();
  await expect(text).toHaveValue('Sie können es innerhalb von 60 Tagen zurückgeben.');
  await stub.mode('ok');
  await owner.post('/ai/provider/test', {});

  await stub.say({ text: 'Maya asks how long she may return a gift. Nobody has answered yet.' });
  await wish('Summarise');
  await expect(page.getByTestId('copilot-text')).toContainText('Maya asks how long');
  expect(await lastAsked()).toContain('Geschenk');
  await look(page, 'copilot-summary');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  await stub.say({ json: { labels: ['Gift return', 'No such label'] } });
  await wish('Suggest labels');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Gift return');
  await expect(dialog).not.toContainText('Billing');
  await look(page, 'copilot-labels');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Set these' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' })).toContainText('Gift return');
});

test("a person's other answer is offered as an article, becomes one, and the next question gets it as its source", async ({ stack, workspace, ownerPage: page }) => {
  const at = await aiScene(stack, workspace, stub, { mode: 'draft' });
  await at.write(QUESTION);
  await openMaya(page, stack);
  await expect(page.getByTestId('ai-draft')).toHaveAttribute('data-state', 'ready');
  await page.keyboard.press('Control+.');
  const text = page.getByTestId('composer-reply').getByRole('textbox');
  await expect(text).toHaveValue(ANSWER);
  const said = 'Since May gifts go back within a hundred days, in every shop and by post.';
  await text.fill(said);
  await text.press('Enter');
  await until('the phone to show it', async () => (await at.onPhone()).includes(said));
  const offer = page.getByRole('button', { name: 'Make it an article' });
  await expect(offer).toBeVisible();
  await look(page, 'lesson-offered');
  await offer.click();
  await expect(page.getByTestId('article-title')).toHaveValue(QUESTION);
  await expect(page.getByTestId('article-text')).toHaveValue(said);
  expect(page.url()).not.toContain('gifts');
  await expect(page.getByTestId('article-saved')).toHaveText('Draft saved');
  await look(page, 'lesson-article');
  expect(await faults(page)).toEqual([]);
  const articles = async () => (await workspace.owner.get<{ items: { id: string; title: string; published: boolean }[] }>('/knowledge/documents?kind=article')).items.filter(({ title }) => title === QUESTION);
  await page.getByTestId('publish').click();
  await until('the article to be indexed', async () => (await workspace.owner.get<KnowledgeArticle>(`/knowledge/articles/${(await articles())[0].id}`)).state === 'ready');
  expect(await articles()).toHaveLength(1);
  const before = (await stub.asked()).length;
  await at.write('How many days do I have to return gifts in every shop?');
  await expect.poll(async () => (await stub.asked()).length).toBeGreaterThan(before);
  expect(JSON.stringify((await stub.asked()).at(-1))).toContain('hundred days, in every shop');
});
