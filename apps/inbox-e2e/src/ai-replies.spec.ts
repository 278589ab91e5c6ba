import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { AiProvider, ExamCase, KnowledgeArticle } from '@mailtrixy/shared/dto';
import { ProviderStub, until, type Stack, type TestWorkspace } from '@mailtrixy/e2e/stack';
import { faults, faultsOnPhone, look } from './page-faults';
import { expect, test } from './stack-fixture';

const PICTURES = path.resolve(__dirname, '../../../docs/pictures');
const QUESTION = 'How long may I return a gift?';
const ANSWER = 'Gifts can be returned within 60 days.';
const ARTICLE = '# Returns\n\n## Time limit\n\nOther items can be returned within 30 days after delivery.\n\n## Gifts\n\nGifts can be returned within 60 days. No receipt is needed.';

let stub: ProviderStub;
test.beforeAll(async () => {
  stub = await ProviderStub.start();
});
test.afterEach(() => stub.reset());
test.afterAll(() => stub.stop());

async function channel(stack: Stack, workspace: TestWorkspace) {
  const { channel: connected, number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen' }, { name: 'Jo Okafor' }] });
  const [maya, jo] = number.customers;
  const write = (text: string, customer = maya.id) => stack.simulator.write(customer, number.phoneNumberId, text);
  const onPhone = async (customer = maya.id) => (await stack.simulator.chat(customer, number.phoneNumberId)).filter(({ from }) => from === 'business').map(({ text }) => text);
  return { channel: connected, number, maya, jo, write, onPhone };
}

/** An article that answers QUESTION, published and indexed. */
async function article(workspace: TestWorkspace, autoSend = false, title = 'Returns'): Promise<KnowledgeArticle> {
  const made = await workspace.owner.post<KnowledgeArticle>('/knowledge/articles', { clientId: randomUUID(), title, markdown: ARTICLE, questions: [QUESTION], publish: true });
  if (autoSend) await workspace.owner.patch(`/knowledge/documents/${made.id}`, { autoSend: true });
  await until('the article to be indexed', async () => (await workspace.owner.get<KnowledgeArticle>(`/knowledge/articles/${made.id}`)).state === 'ready');
  return made;
}

async function provider(workspace: TestWorkspace): Promise<void> {
  const { version } = await workspace.owner.get<AiProvider>('/ai/provider');
  await workspace.owner.put('/ai/provider', { version, kind: 'openai_compatible', baseUrl: stub.url, model: 'stub-small', key: 'sk-test-0123456789abcdef' });
}

async function rules(workspace: TestWorkspace, channelId: string, change: Record<string, unknown>): Promise<void> {
  const { version } = await workspace.owner.get<{ version: number }>(`/ai/channels/${channelId}`);
  await workspace.owner.patch(`/ai/channels/${channelId}`, { version, debounceS: 0, ...change });
}

const mode = (page: Page, name: 'Off' | 'Draft' | 'Auto-send') => page.getByTestId('ai-channel').getByRole('radio', { name }).or(page.getByTestId('ai-channel').getByRole('button', { name, exact: true })).first();

test('SEED, Testing, step 4: an article, a provider, Draft; the customer writes, and a draft with its sources waits', async ({ stack, workspace, ownerPage: page, context }) => {
  const at = await channel(stack, workspace);
  await page.goto(`${stack.url}/settings/ai`);
  await expect(page.getByTestId('provider-card')).toBeVisible();
  await look(page, 'ai-empty');

  // The owner writes what the AI may know.
  await page.goto(`${stack.url}/knowledge`);
  await page.getByTestId('write-article').click();
  await page.getByTestId('article-title').fill('Returns');
  await page.getByTestId('article-text').fill(ARTICLE);
  await page.getByTestId('article-question').fill(QUESTION);
  await page.keyboard.press('Enter');
  const published = Date.now();
  await page.getByTestId('publish').click();
  await expect(page.getByTestId('article-saved')).toHaveText('Published');
  await page.getByRole('link', { name: 'Knowledge' }).last().click();
  await expect(page.getByTestId('document-row').filter({ hasText: 'Returns' })).toHaveAttribute('data-state', 'ready');
  console.log(`Publish to indexed: ${Date.now() - published} ms`);

  // A provider: its address, its key, a test.
  await page.goto(`${stack.url}/settings/ai`);
  const card = page.getByTestId('provider-card');
  await card.getByRole('combobox').first().selectOption('openai_compatible');
  await card.getByTestId('provider-url').fill(stub.url);
  await card.getByTestId('provider-key').getByRole('textbox').or(card.getByTestId('provider-key').locator('input')).first().fill('sk-test-0123456789abcdef');
  await card.getByTestId('provider-model').fill('stub-small');
  await card.getByTestId('provider-test').click();
  await expect(card.getByTestId('provider-outcome')).toHaveClass(/is-ok/);
  await card.getByTestId('provider-save').click();
  await expect(card).toContainText('cdef');
  await card.getByTestId('provider-test').click();
  await expect(card).toContainText('Connected');
  await expect(page.locator('body')).not.toContainText('0123456789');

  await mode(page, 'Draft').click();
  await expect(mode(page, 'Draft')).toHaveAttribute('aria-pressed', 'true');
  await look(page, 'ai-settings');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await rules(workspace, at.channel.id, {});

  // The customer writes on the phone.
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('new-button')).toBeVisible();
  const asked = Date.now();
  await at.write(QUESTION);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  const draft = page.getByTestId('ai-draft');
  await expect(draft).toHaveAttribute('data-state', 'ready');
  console.log(`customer's key press to draft: ${Date.now() - asked} ms`);
  await expect(draft).toContainText(ANSWER);
  await expect(draft).toContainText(`answers “${QUESTION}”`);
  await look(page, 'draft');
  if (process.env['MAILTRIXY_PICTURES']) await page.screenshot({ path: path.join(PICTURES, 'ai-draft.png') });
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  expect(await at.onPhone()).toEqual([]);

  // The source, at the passage.
  const source = draft.getByTestId('ai-source').first();
  await expect(source).toContainText('Returns');
  await source.click();
  await expect(page.getByTestId('source-text')).toContainText(ANSWER);
  await look(page, 'source');
  expect(await faults(page)).toEqual([]);
  const knowledge = await context.newPage();
  await knowledge.goto(stack.url + (await page.getByRole('link', { name: 'Open in Knowledge' }).getAttribute('href')));
  await expect(knowledge.locator('[data-testid="passage"].is-now')).toContainText(ANSWER);
  await look(knowledge, 'passage');
  await knowledge.close();
  await page.keyboard.press('Escape');

  // Into the composer, changed, sent.
  await page.keyboard.press('Control+.');
  const text = page.getByTestId('composer-reply').getByRole('textbox');
  await expect(text).toHaveValue(new RegExp(ANSWER.replace('.', '\\.')));
  await expect(text).toBeFocused();
  await text.fill(`Hello Maya, ${ANSWER.toLowerCase()}`);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Hello Maya, gifts can be returned' })).toHaveAttribute('data-status', /sent|delivered|read/);
  await until('the phone to show it', async () => (await at.onPhone()).length > 0);
  expect(await at.onPhone()).toEqual([`Hello Maya, ${ANSWER.toLowerCase()}`]);
  console.log(`customer's key press to the changed answer on the phone: ${Date.now() - asked} ms`);
  await expect(page.getByTestId('ai-draft')).toHaveCount(0);
});

test('a draft is sent, discarded and asked for by keyboard; a new message makes it outdated', async ({ stack, workspace, ownerPage: page }) => {
  const at = await channel(stack, workspace);
  await article(workspace);
  await provider(workspace);
  await rules(workspace, at.channel.id, { mode: 'draft' });
  await at.write(QUESTION);
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  const draft = page.getByTestId('ai-draft');
  await expect(draft).toHaveAttribute('data-state', 'ready');

  await stub.say({ delayMs: 4000 });
  await at.write('And do I need the receipt?');
  await expect(draft).toHaveAttribute('data-state', /outdated|waiting|streaming/);
  await expect(draft.getByTestId('ai-send')).toHaveCount(0);
  await look(page, 'draft-outdated');
  await stub.say(null);
  await expect(draft).toHaveAttribute('data-state', 'ready');

  await draft.getByTestId('ai-discard').click();
  await expect(draft).toHaveCount(0);
  await page.locator('h1').first().focus();
  await page.keyboard.press('d');
  await expect(draft).toHaveAttribute('data-state', 'ready');
  await draft.getByRole('button', { name: 'Regenerate' }).click();
  const again = page.waitForResponse((response) => response.request().method() === 'POST' && /\/ai\/draft/.test(response.url()));
  await page.getByRole('menuitem', { name: 'Shorter' }).click();
  await again;
  await expect(draft).toHaveAttribute('data-state', 'ready');
  await page.keyboard.press('Control+Alt+Enter');
  await until('the phone to show it', async () => (await at.onPhone()).length === 1);
  await expect(page.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Gifts can be returned' }).last()).toHaveAttribute('data-status', /sent|delivered|read/);
  await expect(draft).toHaveCount(0);
});

test('Auto-send: looked at, switched on, counted down, sent once with its label and sources; Take over stops it', async ({ stack, workspace, ownerPage: page }) => {
  const at = await channel(stack, workspace);
  await article(workspace, true);
  await provider(workspace);
  await rules(workspace, at.channel.id, { mode: 'draft', draftAt: 20, sendAt: 20 });

  // Auto-send wants that somebody looked at what it would say.
  await page.goto(`${stack.url}/settings/ai`);
  await expect(page.getByTestId('ai-channel')).toContainText('Auto-send:');
  await page.goto(`${stack.url}/settings/ai/playground`);
  await page.getByTestId('playground-question').fill(QUESTION);
  const began = Date.now();
  await page.getByTestId('playground-run').click();
  const result = page.getByTestId('playground-result');
  await expect(result).toContainText(ANSWER);
  console.log(`playground, Run to answer: ${Date.now() - began} ms`);
  await expect(result.locator('[data-outcome]')).toHaveAttribute('data-outcome', 'sent');
  await expect(result.getByTestId('gate').first()).toBeVisible();
  await look(page, 'playground');
  if (process.env['MAILTRIXY_PICTURES']) await page.screenshot({ path: path.join(PICTURES, 'ai-playground.png') });
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await page.getByTestId('save-case').click();
  await expect(page.getByText('must be answered from the same sources')).toBeVisible();
  for (let i = 0; i < 20; i++) await workspace.owner.post('/ai/playground', { question: QUESTION, channelId: at.channel.id });

  await page.goto(`${stack.url}/settings/ai`);
  await mode(page, 'Auto-send').click();
  await page.locator('[role="dialog"], [role="alertdialog"]').getByRole('button', { name: 'Auto-send' }).click();
  await expect(mode(page, 'Auto-send')).toHaveAttribute('aria-pressed', 'true');
  await rules(workspace, at.channel.id, { delayS: 10 });
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('new-button')).toBeVisible();
  const asked = Date.now();
  await at.write(QUESTION);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  await expect(page.getByTestId('ai-countdown')).toHaveText(/Sending in \d+ s/);
  await look(page, 'countdown');
  const bubble = page.getByTestId('thread').getByTestId('bubble').filter({ hasText: ANSWER });
  await expect(bubble).toBeVisible();
  console.log(`customer's key press to auto-sent bubble, 10 s of it for Edit and Cancel: ${Date.now() - asked} ms`);
  await expect(bubble).toContainText('AI');
  await expect(bubble).toHaveAttribute('data-status', /delivered|read/);
  await stack.simulator.call('POST', `/customers/${at.maya.id}/read`, { phoneNumberId: at.number.phoneNumberId });
  await expect(bubble).toHaveAttribute('data-status', 'read');
  expect((await at.onPhone()).filter((text) => text?.includes(ANSWER))).toHaveLength(1);
  await expect(page.getByTestId('ai-answering')).toBeVisible();
  await expect(page.getByTestId('conv-row')).toContainText('✦ AI:');
  await look(page, 'auto-sent');
  if (process.env['MAILTRIXY_PICTURES']) await page.screenshot({ path: path.join(PICTURES, 'ai-auto-sent.png') });
  expect(await faults(page)).toEqual([]);

  // A person is faster: nothing of what was on its way goes out.
  await rules(workspace, at.channel.id, { delayS: 60 });
  await at.write(`${QUESTION} Please.`);
  await expect(page.getByTestId('ai-countdown')).toBeVisible();
  await page.locator('h1').first().focus();
  await page.keyboard.press('t');
  await expect(page.getByTestId('ai-countdown')).toHaveCount(0);
  await expect(page.getByTestId('ai-answering')).toHaveCount(0);
  await stack.simulator.quiet();
  expect(await at.onPhone()).toHaveLength(1);

  for (const [tab, wait] of [['tests', 'exam-case'], ['activity', 'ai-run']] as const) {
    await page.goto(`${stack.url}/settings/ai/${tab}`);
    await expect(page.getByTestId(wait).first()).toBeVisible();
    await look(page, `ai-${tab}`);
    expect(await faults(page)).toEqual([]);
    expect(await faultsOnPhone(page)).toEqual([]);
  }
  await page.getByTestId('ai-pause').click();
  await expect(page.getByText('The AI is paused everywhere').first()).toBeVisible();
});

test('without a model: a draft that quotes the Knowledge Base, labelled, with no Send; and nothing where it knows nothing', async ({ stack, workspace, ownerPage: page }) => {
  const at = await channel(stack, workspace);
  await article(workspace, false, 'Returns and exchanges of presents, also without the receipt and after the holidays');
  await rules(workspace, at.channel.id, { mode: 'draft' });
  await page.goto(`${stack.url}/inbox/all`);
  const asked = Date.now();
  await at.write(QUESTION);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  const draft = page.getByTestId('ai-draft');
  await expect(draft).toHaveAttribute('data-state', 'ready');
  console.log(`customer's key press to quoting draft, no model: ${Date.now() - asked} ms`);
  await expect(draft).toHaveAttribute('data-kind', 'extractive');
  await expect(draft).toContainText('From the Knowledge Base');
  await expect(draft).toContainText('60 days');
  await expect(draft.getByTestId('ai-send')).toHaveCount(0);
  await look(page, 'draft-quotes');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  // However long a title is, the way to insert its passage stays on the screen.
  await page.setViewportSize({ width: 390, height: 844 });
  for (const insert of await draft.getByTestId('insert-passage').all()) {
    const box = await insert.boundingBox();
    expect((box?.x ?? Infinity) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await draft.getByTestId('insert-passage').first().click();
  await expect(page.getByTestId('composer-reply').getByRole('textbox')).toHaveValue(/60 days/);

  await at.write('Do your blue lamps work with Zigbee bridges?', at.jo.id);
  await page.getByTestId('conv-row').filter({ hasText: 'Jo Okafor' }).click();
  await expect(draft).toHaveAttribute('data-state', 'no_source');
  await expect(draft).toContainText('couldn’t find this in your knowledge base');
  await expect(draft.getByTestId('ai-send')).toHaveCount(0);
  await look(page, 'draft-no-source');
  expect(await faults(page)).toEqual([]);
});

test('trying it: a real message becomes a case once, the exam locks and unlocks, a replay lists what would be sent, thresholds are previewed', async ({ stack, workspace, ownerPage: page }) => {
  const at = await channel(stack, workspace);
  await article(workspace, true);
  await provider(workspace);
  await rules(workspace, at.channel.id, { mode: 'draft', draftAt: 20, sendAt: 20 });
  await at.write(QUESTION);

  // From the thread, twice: one case, and the toast leads there.
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  await expect(page.getByTestId('ai-draft')).toHaveAttribute('data-state', 'ready');
  const asked = page.getByTestId('thread').getByTestId('bubble').filter({ hasText: QUESTION });
  for (let i = 0; i < 2; i++) {
    await asked.hover();
    await asked.getByRole('button', { name: 'More' }).click();
    const saved = page.waitForResponse((response) => response.url().endsWith('/exam/cases/from-chat'));
    await page.getByRole('menuitem', { name: 'Save as test case' }).click();
    expect((await saved).status()).toBe(201);
  }
  await expect(page.getByText('In the test set: this must be answered').first()).toBeVisible();
  await look(page, 'case-saved');
  // And from the run in Activity.
  await page.goto(`${stack.url}/settings/ai/activity`);
  await page.getByTestId('ai-run').getByRole('link', { name: QUESTION }).click();
  await expect(page.getByTestId('save-case')).toBeVisible();
  await look(page, 'activity-run');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  // The toast that leads there is gone after some seconds.
  await page.getByTestId('save-case').click();
  await page.getByRole('button', { name: 'Test set', exact: true }).click();
  await expect(page.getByTestId('exam-case')).toHaveCount(1);

  // The lock: never run, the model fails, passed, and not of now any more.
  const lock = page.getByTestId('exam-lock');
  await lock.fill('0');
  await lock.press('Tab');
  await expect(page.locator('#exam-lock-hint')).toHaveText('A whole number from 1 to 100, or nothing.');
  await lock.fill('80');
  await lock.press('Tab');
  await expect(page.getByText('The exam was never run.')).toBeVisible();
  await stub.mode('e401');
  await page.getByTestId('exam-run').click();
  await expect(page.getByTestId('exam-problem')).toBeVisible();
  await expect(page.getByTestId('exam-case')).toContainText('Not asked');
  await expect(page.getByText('The newest exam could not be finished.')).toBeVisible();
  await look(page, 'exam-failed');
  await stub.reset();
  await provider(workspace);
  await page.getByTestId('exam-run').click();
  await expect(page.getByTestId('exam-case')).toContainText('It would have been sent.');
  await expect(page.getByText('Auto-send is locked', { exact: true })).toHaveCount(0);
  await page.getByTestId('exam-case-open').click();
  const detail = page.getByTestId('exam-case-detail');
  await expect(detail).toContainText('It must be answered from one of these');
  const kept = async () => (await workspace.owner.get<ExamCase[]>('/ai/exam/cases')).map(({ expect, mustSay }) => ({ expect, mustSay }));
  await detail.getByTestId('exam-says').fill('60 days\n\n receipt ');
  await detail.getByTestId('exam-says').blur();
  await expect.poll(kept).toEqual([{ expect: 'answer', mustSay: ['60 days', 'receipt'] }]);
  await detail.getByRole('button', { name: 'Not answered' }).click();
  await expect(detail).toContainText('It must not be answered.');
  expect(await kept()).toMatchObject([{ expect: 'refuse' }]);
  await look(page, 'exam-case');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await detail.getByRole('button', { name: 'Answered', exact: true }).click();
  await detail.getByTestId('exam-says').fill('');
  await detail.getByTestId('exam-says').blur();
  await expect.poll(kept).toEqual([{ expect: 'answer', mustSay: [] }]);
  await workspace.owner.post<KnowledgeArticle>('/knowledge/articles', { clientId: randomUUID(), title: 'Hours', markdown: 'We are open from nine to five.', questions: [], publish: true });
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('The exam has not been run since the Knowledge Base changed.')).toBeVisible({ timeout: 2000 });
  }).toPass();

  // Past conversations: what would have been sent, and the way there.
  await page.getByTestId('replay-start').click();
  const replayed = page.getByTestId('replayed-case');
  await expect(replayed).toHaveCount(1);
  await expect(replayed).toHaveAttribute('data-outcome', 'sent');
  await expect(replayed).toContainText(ANSWER);
  await page.getByTestId('exam-case-open').click();
  await look(page, 'exam-and-replay');
  await replayed.scrollIntoViewIfNeeded();
  await look(page, 'replay');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await replayed.getByRole('link', { name: /Open the conversation/ }).click();
  await expect(page.getByTestId('thread')).toContainText(QUESTION);

  // The slider tells what last week would have been.
  await page.goto(`${stack.url}/settings/ai`);
  const effect = page.getByTestId('channel-rules').getByRole('status');
  await expect(effect).toContainText('last week’s 1 questions: 1 sent');
  await page.getByTestId('send-at').fill('100');
  await expect(effect).toContainText('0 sent, 1 drafted');

  // As one of the customers.
  await page.goto(`${stack.url}/settings/ai/playground`);
  await page.getByTestId('playground-as').getByRole('combobox').or(page.getByTestId('playground-as').locator('select')).first().selectOption({ label: 'Maya Chen' });
  await page.getByTestId('playground-question').fill(QUESTION);
  const ran = page.waitForRequest((request) => request.url().endsWith('/ai/playground'));
  await page.getByTestId('playground-run').click();
  expect((await ran).postDataJSON()).toMatchObject({ contactId: expect.any(String) });
  await expect(page.getByTestId('playground-result')).toContainText(ANSWER);
  await look(page, 'playground-as');
  expect(await faultsOnPhone(page)).toEqual([]);
});
