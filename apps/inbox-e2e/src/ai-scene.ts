import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { AiProvider, KnowledgeArticle } from '@mailtrixy/shared/dto';
import { until, type ProviderStub, type Stack, type TestWorkspace } from '@mailtrixy/e2e/stack';

export const QUESTION = 'How long may I return a gift?';
export const ANSWER = 'Gifts can be returned within 60 days.';
const ARTICLE = '# Returns\n\n## Time limit\n\nOther items can be returned within 30 days after delivery.\n\n## Gifts\n\nGifts can be returned within 60 days. No receipt is needed.';

/** A channel whose customer asks, an article that answers QUESTION and may be sent, and the stub as the model. */
export async function aiScene(stack: Stack, workspace: TestWorkspace, stub: ProviderStub, settings: Record<string, unknown>) {
  const { owner } = workspace;
  const { channel, number } = await stack.channel(owner, { customers: [{ name: 'Maya Chen' }] });
  const [maya] = number.customers;
  const made = await owner.post<KnowledgeArticle>('/knowledge/articles', { clientId: randomUUID(), title: 'Returns', markdown: ARTICLE, questions: [QUESTION], publish: true });
  await owner.patch(`/knowledge/documents/${made.id}`, { autoSend: true });
  await until('the article to be indexed', async () => (await owner.get<KnowledgeArticle>(`/knowledge/articles/${made.id}`)).state === 'ready');
  const { version } = await owner.get<AiProvider>('/ai/provider');
  await owner.put('/ai/provider', { version, kind: 'openai_compatible', baseUrl: stub.url, model: 'stub-small', key: 'sk-test-0123456789abcdef' });
  const rules = async (change: Record<string, unknown>) => {
    const now = await owner.get<{ version: number }>(`/ai/channels/${channel.id}`);
    await owner.patch(`/ai/channels/${channel.id}`, { version: now.version, debounceS: 0, ...change });
  };
  // Auto-send wants that somebody looked at what would be sent.
  if (settings['mode'] === 'auto') for (let i = 0; i < 20; i++) await owner.post('/ai/playground', { question: QUESTION, channelId: channel.id });
  await rules(settings);
  return {
    channel,
    rules,
    write: (message: string | Record<string, unknown>) => stack.simulator.write(maya.id, number.phoneNumberId, message),
    onPhone: async () => (await stack.simulator.chat(maya.id, number.phoneNumberId)).filter(({ from }) => from === 'business').map(({ text }) => text),
  };
}

/** Opens the customer's conversation. */
export async function openMaya(page: Page, stack: Stack): Promise<void> {
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
}
