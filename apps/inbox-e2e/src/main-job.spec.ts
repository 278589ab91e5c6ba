import path from 'node:path';
import { expect, test } from './stack-fixture';

const PICTURES = path.resolve(__dirname, '../../../docs/pictures');

/** SEED, "Testing", steps 1 to 3, through the screens alone, with the simulator's phone as the personal WhatsApp. */
test('a customer writes, the agent answers, the ticks turn blue, and a forged message stays out', async ({ stack, workspace, ownerPage: inbox, context }) => {
  const { channel, number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen', phone: '447700900173', username: 'maya' }, { name: 'Jo Okafor', phone: '447700900181' }, { name: 'Lucas Moreau', phone: '33600000381' }] });
  const [maya, jo, lucas] = number.customers;
  await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/status-plan`, { sentAfterMs: 300, deliveredAfterMs: 900 });
  await inbox.goto(`${stack.url}/inbox/all`);

  // 1. From a personal phone to the business number. 2. It appears in the inbox within a few seconds.
  await stack.simulator.write(lucas.id, number.phoneNumberId, 'The lamp arrived with a cracked shade.');
  await stack.simulator.write(jo.id, number.phoneNumberId, 'The invoice has the wrong VAT number.');
  const before = Date.now();
  await stack.simulator.write(maya.id, number.phoneNumberId, 'Where is order 1182 now?');
  const row = inbox.getByTestId('conv-row').filter({ hasText: 'Maya Chen' });
  await expect(row).toContainText('Where is order 1182 now?');
  console.log(`inbound, customer's key press to row: ${Date.now() - before} ms`);
  await expect(inbox).toHaveTitle(/\(\d+\).*MailTrixy/);

  // 3. The reply arrives on the phone, and the ticks follow.
  await row.click();
  const thread = inbox.getByTestId('thread');
  await expect(thread.getByTestId('bubble').filter({ hasText: 'Where is order 1182 now?' })).toBeVisible();
  await inbox.getByTestId('composer-reply').getByRole('textbox').fill('It left our depot at 9:10 and should reach you by *Tuesday noon*.');
  const sentAt = Date.now();
  await inbox.getByTestId('composer-reply').getByRole('textbox').press('Enter');
  const bubble = thread.getByTestId('bubble').filter({ hasText: 'It left our depot' });
  await expect(bubble).toBeVisible();
  console.log(`send to optimistic bubble: ${Date.now() - sentAt} ms`);
  await expect(bubble).toHaveAttribute('data-status', /^(sent|accepted)$/);
  await expect(bubble).toHaveAttribute('data-status', 'delivered');
  console.log(`send to delivered tick: ${Date.now() - sentAt} ms (the phone delivers after 900 ms)`);
  const chat = await stack.simulator.chat(maya.id, number.phoneNumberId);
  expect(chat.at(-1)).toMatchObject({ from: 'business', text: 'It left our depot at 9:10 and should reach you by *Tuesday noon*.' });
  await stack.simulator.call('POST', `/customers/${maya.id}/read`, { phoneNumberId: number.phoneNumberId });
  await expect(bubble).toHaveAttribute('data-status', 'read');
  await expect(bubble.getByLabel(/^Read/)).toBeVisible();
  await inbox.screenshot({ path: path.join(process.env['MAILTRIXY_PICTURES'] ? PICTURES : test.info().outputDir, 'inbox.png') });

  // Signed with the wrong secret: in Logs with its reason, not in the inbox.
  await stack.simulator.call('POST', '/chaos/next', { count: 1, phoneNumberId: number.phoneNumberId, webhook: { signature: 'wrong' } });
  await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 60_000, factor: 2, capMs: 3_600_000, maxTries: 1, timeoutMs: 10_000 } });
  const logs = await context.newPage();
  await logs.goto(`${stack.url}/settings/channels/${channel.id}/logs`);
  await stack.simulator.write(maya.id, number.phoneNumberId, 'FORGED');
  const rejected = logs.getByTestId('log-row').filter({ hasText: /403/ });
  await expect(rejected.first()).toBeVisible();
  await rejected.first().click();
  await expect(logs.getByTestId('log-detail')).toContainText('Signature did not match any active integration secret');
  await expect(inbox.getByText('FORGED')).toHaveCount(0);
});
