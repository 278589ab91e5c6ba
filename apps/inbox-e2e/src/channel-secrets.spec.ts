import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Stack } from '@mailtrixy/e2e/stack';
import { faults, look } from './page-faults';
import { expect, test } from './stack-fixture';

const WRONG_TOKEN = 'EAAnotAtokenAtAll000000000';
const NEW_APP_SECRET = 'fedcba9876543210fedcba9876543210';

test('the wizard’s webhook step turns green by itself, its last one watches a message come and go, and nothing answers a secret', async ({ stack, workspace, ownerPage: page }) => {
  const number = await stack.simulator.provision({ customers: [{ name: 'Maya Chen' }] });
  const answers = bodies(page, stack);
  await page.goto(`${stack.url}/settings/channels/new/whatsapp`);
  await page.getByTestId('wizard-continue').click();
  await page.getByTestId('channel-name').fill('WhatsApp EU');
  await page.getByTestId('phone-number-id').fill(number.phoneNumberId);
  await page.getByTestId('access-token').locator('input').fill(number.accessToken);
  await page.getByTestId('app-secret').locator('input').fill(number.appSecret);
  await page.getByTestId('verify-token').fill(number.verifyToken);
  await page.getByTestId('test-connection').click();
  await expect(page.getByTestId('test-result')).toBeVisible();
  await look(page, 'wizard-tested');
  expect(await faults(page)).toEqual([]);
  await page.getByTestId('wizard-continue').click();

  await expect(page.getByText('Waiting for Meta to verify…')).toBeVisible();
  await expect(page.getByTestId('wizard-continue')).toBeDisabled();
  const asked = Date.now();
  const { verified } = await stack.simulator.call<{ verified: boolean }>('PUT', `/apps/${number.appId}/webhook`, { callbackUrl: `${stack.url}/api/webhooks/whatsapp`, verifyToken: number.verifyToken });
  expect(verified).toBe(true);
  await expect(page.getByText('Verified by Meta')).toBeVisible();
  console.log(`Meta's verification to the green step: ${Date.now() - asked} ms`);
  await look(page, 'wizard-verified');
  expect(await faults(page)).toEqual([]);
  await page.getByTestId('wizard-continue').click();

  await expect(page.getByTestId('prove-count')).toHaveText('0 of 5 seen');
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Does it work?');
  await expect(page.getByTestId('prove-count')).toHaveText('3 of 5 seen');
  const [conversation] = (await workspace.owner.get<{ items: { id: string }[] }>('/conversations?view=all')).items;
  await workspace.owner.post(`/conversations/${conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'It does.' });
  await expect(page.getByTestId('prove-count')).toHaveText('5 of 5 seen');

  // The Verify Token alone comes, on request, and its showing is in the audit log.
  const text = answers.join('\n');
  expect(answers.length).toBeGreaterThan(10);
  for (const secret of [number.accessToken, number.appSecret, number.verifyToken]) expect(text).not.toContain(secret);
  const [channel] = await workspace.owner.get<{ id: string }[]>('/channels');
  await page.goto(`${stack.url}/settings/channels/${channel.id}/credentials`);
  await page.getByTestId('reveal-verify-token').click();
  await expect(page.getByText(number.verifyToken)).toBeVisible();
  expect(JSON.stringify(await workspace.owner.get('/audit'))).toContain('channel.verify_token_revealed');
  const later = answers.join('\n');
  for (const secret of [number.accessToken, number.appSecret]) expect(later).not.toContain(secret);
});

test('a token that fails its test leaves the old one at work', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await stack.channel(workspace.owner);
  await page.goto(`${stack.url}/settings/channels/${channel.id}/credentials`);
  await replace(page, 'Access Token', WRONG_TOKEN);
  await expect(page.getByTestId('replace-failed')).toContainText(`The old Access Token ••••${number.accessToken.slice(-4)} is still in use`);
  await look(page, 'replace-failed');
  expect(await faults(page)).toEqual([]);

  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Are you there?');
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Are you there?' }).click();
  await page.getByTestId('composer-reply').getByRole('textbox').fill('Yes.');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Yes.' })).toHaveAttribute('data-status', 'delivered');
});

test('a rejected delivery matches after the right App Secret was pasted, and its replay is in the inbox once', async ({ stack, workspace, ownerPage: page, context }) => {
  const { channel, number } = await stack.channel(workspace.owner);
  await page.goto(`${stack.url}/settings/channels/${channel.id}/logs`);
  await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 60_000, factor: 2, capMs: 3_600_000, maxTries: 1, timeoutMs: 10_000 } });
  await stack.simulator.call('PATCH', `/apps/${number.appId}`, { appSecret: NEW_APP_SECRET });
  const written = Date.now();
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Signed with the new secret');
  const rejected = page.getByTestId('log-row').filter({ hasText: '403' }).first();
  await expect(rejected).toBeVisible();
  console.log(`customer's key press to the rejected row: ${Date.now() - written} ms`);
  await rejected.click();
  await expect(page.getByTestId('log-why')).toHaveText('Signature did not match any active integration secret');
  await page.getByTestId('recheck').click();
  await expect(page.getByTestId('recheck-result')).toContainText('Still does not match');

  await page.getByTestId('hint-paste_app_secret').click();
  await page.getByPlaceholder('New App Secret').fill(NEW_APP_SECRET);
  await page.getByRole('button', { name: 'Test and save' }).or(page.getByRole('button', { name: 'Save', exact: true })).first().click();
  await expect(page.getByPlaceholder('New App Secret')).toHaveCount(0);

  await page.goto(`${stack.url}/settings/channels/${channel.id}/logs`);
  await rejected.click();
  await page.getByTestId('recheck').click();
  await expect(page.getByTestId('recheck-result')).toContainText('Matches now');
  await page.getByTestId('replay').click();
  await expect(page.getByTestId('replay-result')).toContainText('1 replayed');
  await look(page, 'replayed');
  expect(await faults(page)).toEqual([]);
  const inbox = await context.newPage();
  await inbox.goto(`${stack.url}/inbox/all`);
  await inbox.getByTestId('conv-row').filter({ hasText: 'Signed with the new secret' }).click();
  await expect(inbox.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Signed with the new secret' })).toHaveCount(1);
  // Meta delivers it again by itself, and an admin may press twice.
  const lock = page.getByTestId('replay');
  if (await lock.isEnabled()) await lock.click();
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'And the next one');
  await expect(inbox.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'And the next one' })).toHaveCount(1);
  await expect(inbox.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Signed with the new secret' })).toHaveCount(1);
  await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 1000, factor: 2, capMs: 3_600_000, maxTries: 40, timeoutMs: 10_000 } });
});

/** What the api answered to this page, as text. */
function bodies(page: Page, stack: Stack): string[] {
  const seen: string[] = [];
  page.on('response', (response) => {
    if (response.url().startsWith(`${stack.url}/api/`)) void response.text().then((text) => seen.push(text), () => undefined);
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => seen.push(String(payload))));
  return seen;
}

async function replace(page: Page, label: string, value: string): Promise<void> {
  await page.getByRole('button', { name: `Replace ${label}` }).click();
  await page.getByPlaceholder(`New ${label}`).fill(value);
  await page.getByRole('button', { name: 'Test and save' }).or(page.getByRole('button', { name: 'Save', exact: true })).first().click();
}
