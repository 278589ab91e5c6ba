import { randomUUID } from 'node:crypto';
import type { AiProvider, KnowledgeArticle } from '@mailtrixy/shared/dto';
import { ProviderStub, until, type Stack, type TestWorkspace } from '@mailtrixy/e2e/stack';
import { faults, faultsOnPhone, look } from './page-faults';
import { expect, test } from './stack-fixture';

const QUESTION = 'How long may I return a gift?';
const ARTICLE = '# Returns\n\n## Gifts\n\nGifts can be returned within 60 days. No receipt is needed.';

let stub: ProviderStub;
test.beforeAll(async () => {
  stub = await ProviderStub.start();
});
test.afterEach(() => stub.reset());
test.afterAll(() => stub.stop());

/** A channel whose AI knows the article, as the stub words it. */
async function ready(stack: Stack, workspace: TestWorkspace, change: Record<string, unknown>) {
  const { channel, number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen' }, { name: 'Jo Okafor' }] });
  const article = await workspace.owner.post<KnowledgeArticle>('/knowledge/articles', { clientId: randomUUID(), title: 'Returns', markdown: ARTICLE, questions: [QUESTION], publish: true });
  await workspace.owner.patch(`/knowledge/documents/${article.id}`, { autoSend: true });
  await until('the article to be indexed', async () => (await workspace.owner.get<KnowledgeArticle>(`/knowledge/articles/${article.id}`)).state === 'ready');
  const provider = await workspace.owner.get<AiProvider>('/ai/provider');
  await workspace.owner.put('/ai/provider', { version: provider.version, kind: 'openai_compatible', baseUrl: stub.url, model: 'stub-small', key: 'sk-test-0123456789abcdef' });
  const rules = async (more: Record<string, unknown>) => {
    const { version } = await workspace.owner.get<{ version: number }>(`/ai/channels/${channel.id}`);
    await workspace.owner.patch(`/ai/channels/${channel.id}`, { version, ...more });
  };
  await rules({ debounceS: 0, ...change });
  const [maya, jo] = number.customers;
  const write = (text: string, customer = maya.id) => stack.simulator.write(customer, number.phoneNumberId, text);
  return { channel, rules, write, jo };
}

test('a draft that waits is on its row, live; the filter keeps it by keyboard until a person answers', async ({ stack, workspace, ownerPage: page }) => {
  const at = await ready(stack, workspace, { mode: 'draft' });
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('new-button')).toBeVisible();
  await at.write('Good morning, is anybody there today or not?', at.jo.id);
  const row = (name: string) => page.getByTestId('conv-row').filter({ hasText: name });
  await expect(row('Jo Okafor')).toBeVisible();
  await at.write(QUESTION);
  await expect(row('Maya Chen').getByTestId('ai-state')).toContainText('Draft');
  await expect(row('Maya Chen').getByRole('link')).toHaveAccessibleName(/Draft \(the AI’s draft waits for a person\)/);
  await look(page, 'list-draft');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);

  const filter = page.getByTestId('filter-ai');
  await expect(filter).toHaveAccessibleName('AI state');
  await filter.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu', { name: 'AI state' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/[?&]ai=draft/);
  await expect(filter).toHaveAccessibleName('Draft waiting');
  await expect(page.getByTestId('conv-row')).toHaveCount(1);
  await expect(row('Maya Chen')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Clear', exact: true })).toBeInViewport({ ratio: 1 });
  await look(page, 'list-ai-filtered');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);

  await page.reload();
  await row('Maya Chen').click();
  await expect(page.getByTestId('ai-draft')).toHaveAttribute('data-state', 'ready');
  await expect(page).toHaveURL(/[?&]ai=draft/);
  await page.getByTestId('composer-reply').getByRole('textbox').fill('Sixty days.');
  await page.keyboard.press('Enter');
  await page.mouse.move(900, 300);
  await expect(page.getByTestId('conv-row')).toHaveCount(0);
  await expect(page.getByText('No conversation fits these filters.')).toBeVisible();
  await expect(page.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Sixty days.' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(row('Maya Chen')).toBeVisible();
  await expect(page.getByTestId('ai-state')).toHaveCount(0);
});

test('Auto-sent and Handed over are told on their rows and can be filtered', async ({ stack, workspace, ownerPage: page }) => {
  const at = await ready(stack, workspace, { mode: 'draft', draftAt: 20, sendAt: 20 });
  for (let i = 0; i < 20; i++) await workspace.owner.post('/ai/playground', { question: QUESTION, channelId: at.channel.id });
  await at.rules({ mode: 'auto', delayS: 0 });
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('new-button')).toBeVisible();
  const row = (name: string) => page.getByTestId('conv-row').filter({ hasText: name });
  await at.write(QUESTION);
  await at.write('I want to talk to a human', at.jo.id);
  await expect(row('Maya Chen').getByTestId('ai-state')).toContainText('Auto-sent');
  await expect(row('Jo Okafor').getByTestId('ai-state')).toContainText('Handed over');
  await look(page, 'list-auto-sent');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);

  await page.goto(`${stack.url}/inbox/all?ai=handed_over`);
  await expect(page.getByTestId('conv-row')).toHaveCount(1);
  await expect(row('Jo Okafor')).toBeVisible();
  await page.getByTestId('filter-ai').click();
  await page.getByRole('menuitemcheckbox', { name: 'Auto-sent' }).click();
  await expect(row('Maya Chen')).toBeVisible();
  await expect(page.getByTestId('conv-row')).toHaveCount(1);
});
