import { until } from '@mailtrixy/e2e/stack';
import { faults, look } from './page-faults';
import { expect, test } from './stack-fixture';

test('leaving a form with changes asks once; staying keeps them, leaving drops them', async ({ stack, workspace, ownerPage: page }) => {
  const { channel } = await stack.channel(workspace.owner);
  await page.goto(`${stack.url}/settings/channels/${channel.id}/credentials`);
  await page.getByTestId('channel-name').fill('WhatsApp West');
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  const toInbox = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Inbox/ });
  await toInbox.click();
  await expect(question).toBeVisible();
  await look(page, 'leave-without-saving');
  expect(await faults(page)).toEqual([]);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page).toHaveURL(/credentials$/);
  await expect(page.getByTestId('channel-name')).toHaveValue('WhatsApp West');

  // The browser's own way back asks as well.
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await question.getByRole('button', { name: 'Leave' }).click();
  await expect(page).toHaveURL(/overview$/);
  await page.getByRole('link', { name: 'Credentials', exact: true }).click();
  await expect(page.getByTestId('channel-name')).toHaveValue('WhatsApp EU');
  await page.getByTestId('channel-name').fill('WhatsApp West');
  await page.evaluate(() => history.back());
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page).toHaveURL(/credentials$/);

  await page.keyboard.press('Control+s');
  await expect(page.getByText('1 unsaved change')).toHaveCount(0);
  await toInbox.click();
  await expect(page).toHaveURL(/inbox/);
  await expect(question).toHaveCount(0);
});

test('an article that is left in the middle of a sentence is saved, without a question', async ({ stack, workspace, ownerPage: page }) => {
  await page.goto(`${stack.url}/knowledge/articles/new`);
  await page.getByTestId('article-title').fill('Shipping to Norway');
  await page.getByTestId('article-text').fill('Parcels to Norway take five da');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Inbox/ }).click();
  await expect(page).toHaveURL(/inbox/);
  const [article] = await until('the article', async () => {
    const { items } = await workspace.owner.get<{ items: { id: string; title: string }[] }>('/knowledge/documents');
    return items.length > 0 && items;
  });
  expect(article.title).toBe('Shipping to Norway');
  expect(await workspace.owner.get(`/knowledge/articles/${article.id}`)).toMatchObject({ markdown: 'Parcels to Norway take five da' });
});
