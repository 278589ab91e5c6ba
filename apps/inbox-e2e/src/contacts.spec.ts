import type { ConversationPage } from '@mailtrixy/shared/dto';
import { until } from '@mailtrixy/e2e/stack';
import { expect, test } from './stack-fixture';

test('two contacts become one, and are separated again in the panel', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await stack.channel(workspace.owner, { customers: [{ name: 'Jo Okafor', phone: '447700900311' }, { name: 'J. Okafor', phone: '447700900312' }] });
  for (const { id } of number.customers) await stack.simulator.write(id, number.phoneNumberId, 'Hello');
  const items = await until('two conversations', async () => {
    const found = (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items;
    return found.length === 2 ? found : null;
  });
  const kept = items.find(({ contactName }) => contactName === 'Jo Okafor');
  const other = items.find(({ contactName }) => contactName === 'J. Okafor');
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('conv-row')).toHaveCount(2);
  await workspace.owner.post(`/contacts/${kept?.contactId}/merge`, { otherId: other?.contactId });
  // One open conversation a person and channel: the other one is resolved.
  await expect(page.getByTestId('conv-row')).toHaveCount(1);
  await page.getByTestId('conv-row').click();
  const note = page.getByTestId('merged');
  await expect(note).toContainText('Merged with J. Okafor');
  await note.getByRole('button', { name: 'Separate from J. Okafor' }).click();
  await expect(page.getByText('They are two contacts again')).toBeVisible();
  await expect(note).toHaveCount(0);
  await expect(page.getByTestId('conv-row').filter({ hasText: 'J. Okafor' })).toBeVisible();
});
