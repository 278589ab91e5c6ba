import { createHmac, randomUUID } from 'node:crypto';
import type { ChannelNotice, LogDetail, LogPage, Page as RowsPage, TestDeliveryResult } from '@mailtrixy/shared/dto';
import { expect, signIn, test, watch } from './stack-fixture';

test('Logs: type, direction and time filter, bars narrow it, a message shows its whole life', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen', phone: '447700900271' }] });
  await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/status-plan`, { sentAfterMs: 20, deliveredAfterMs: 40 });
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Where is order 1182?');
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').first().click();
  await page.getByTestId('composer-reply').getByRole('textbox').fill('On its way.');
  await page.getByTestId('composer-reply').getByRole('textbox').press('Enter');
  await expect(page.getByTestId('bubble').filter({ hasText: 'On its way.' })).toHaveAttribute('data-status', 'delivered');

  await page.goto(`${stack.url}/settings/channels/${channel.id}/logs`);
  const rows = page.getByTestId('log-row');
  await expect(rows.filter({ hasText: 'send · text' })).toHaveCount(1);
  await page.getByTestId('log-direction').getByRole('combobox').selectOption('out');
  await expect(page).toHaveURL(/direction=out/);
  await expect(rows.filter({ hasText: 'messages · text' })).toHaveCount(0);
  await page.getByTestId('log-direction').getByRole('combobox').selectOption('any');
  await page.getByTestId('log-type').getByRole('combobox').selectOption('messages');
  await expect(page).toHaveURL(/type=messages/);
  await expect(rows).toHaveCount(1);

  // The address holds it all: a reload and a shared link show the same.
  await page.reload();
  await expect(rows).toHaveCount(1);
  await page.locator('[data-testid="log-bar"]:not([data-total="0"])').last().click();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(page.getByTestId('clear-span')).toBeVisible();
  await expect(rows).toHaveCount(1);
  await page.getByTestId('clear-span').click();
  await page.getByTestId('log-type').getByRole('combobox').selectOption('send');
  await expect(rows).toHaveCount(1);

  // By keyboard: J takes the row, Enter opens it.
  await page.keyboard.press('Escape');
  await page.getByTestId('logs-page').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('j');
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press('Enter');
  const steps = page.getByTestId('life-step');
  const life = () => steps.evaluateAll((all) => all.map((step) => step.getAttribute('data-what')));
  // The answer and the statuses are on their way at the same time; any may be here first.
  await expect.poll(async () => (await life()).toSorted()).toEqual(['answered', 'delivered', 'queued', 'sent', 'try 1']);
  const told = await life();
  expect([...told.slice(0, 2), ...told.filter((what) => what === 'sent' || what === 'delivered')]).toEqual(['queued', 'try 1', 'sent', 'delivered']);
  // A status of it leads to its delivery, which tells the same life.
  await steps.filter({ hasText: 'delivered' }).getByRole('button').click();
  await expect(page.getByTestId('log-detail')).toContainText('statuses');
  await expect(steps).toHaveCount(5);
  await page.getByTestId('payload-find').fill('delivered');
  await expect(page.getByTestId('payload-found')).toContainText('"status": "delivered"');
  await page.getByTestId('life-conversation').click();
  await expect(page.getByTestId('bubble').filter({ hasText: 'On its way.' })).toBeVisible();
});

test('Logs: a text finds its delivery, and a lead sees it without names, numbers and words', async ({ stack, workspace, browser }) => {
  const { channel, number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen', phone: '447700900272' }] });
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Grüße, my secret order');
  const find = () => workspace.owner.get<LogPage>(`/channels/${channel.id}/logs?q=${encodeURIComponent('Grüße')}`);
  await expect.poll(async () => (await find()).items.length).toBe(1);
  const { id } = (await find()).items[0];
  expect((await workspace.owner.get<LogDetail>(`/channels/${channel.id}/logs/${id}`)).payload).toContain('447700900272');
  const { client: lead } = await stack.member(workspace.owner, 'lead');
  const masked = await lead.get<LogDetail>(`/channels/${channel.id}/logs/${id}`);
  expect(masked.masked).toBe(true);
  for (const secret of ['447700900272', 'Maya', 'secret order']) expect(JSON.stringify(masked)).not.toContain(secret);

  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  const problems = watch(page, stack.url);
  await signIn(context, stack, lead.cookie);
  await page.goto(`${stack.url}/settings/channels/${channel.id}/logs?id=${id}`);
  await expect(page.getByTestId('payload-masked')).toBeVisible();
  await expect(page.getByTestId('replay')).toHaveCount(0);
  await expect(page.getByTestId('log-detail')).not.toContainText('secret order');
  expect(problems).toEqual([]);
  await context.close();
});

test('Logs: an empty log sends itself a signed delivery; one for another number leads to connecting it', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await stack.channel(workspace.owner);
  await stack.sql('DELETE FROM webhook_rejected');
  await page.goto(`${stack.url}/settings/channels/${channel.id}/logs`);
  // Activation calls Meta, which is a row; without any the log would be empty.
  const result = await workspace.owner.post<TestDeliveryResult>(`/channels/${channel.id}/logs/test-delivery`, {});
  expect(result).toMatchObject({ ok: true, httpStatus: 200 });
  const test = page.getByTestId('log-row').filter({ hasText: 'test delivery' });
  await expect(test).toBeVisible();
  await test.click();
  await expect(page.getByTestId('log-why')).toHaveText('The test delivery arrived');
  await page.keyboard.press('Escape');

  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '999000111220958' }, messages: [{ id: `wamid.${randomUUID()}`, from: '447700900199', timestamp: '1795341637', type: 'text', text: { body: 'wrong door' } }] } }] }] });
  const answer = await fetch(`${stack.url}/api/webhooks/whatsapp`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${createHmac('sha256', number.appSecret).update(body).digest('hex')}` }, body });
  expect(answer.status).toBe(200);
  await page.getByTestId('filter-unrouted').click();
  await expect(page.getByTestId('log-row')).toHaveCount(1);
  await page.getByTestId('log-row').click();
  await expect(page.getByTestId('log-why')).toHaveText('This delivery is for another number (…0958)');
  await page.getByTestId('hint-add_channel').click();
  await expect(page).toHaveURL(/new\/whatsapp\?number=999000111220958/);
  await page.getByTestId('wizard-continue').click();
  await expect(page.locator('input').filter({ visible: true }).nth(1)).toHaveValue('999000111220958');
});

test('Overview: Meta’s news arrives live, warns, shows its raw value, and can be dismissed; checks lead to their fix', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await stack.channel(workspace.owner);
  await page.goto(`${stack.url}/settings/channels/${channel.id}/overview`);
  await expect(page.getByTestId('notices-empty')).toBeVisible();
  await page.getByTestId('check-now').click();
  await expect(page.locator('[data-testid="wa-health-row"][data-check="token"][data-state="ok"]')).toBeVisible();
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: number.wabaId, time: 1795341637, changes: [{ field: 'phone_number_quality_update', value: { display_phone_number: '1', event: 'FLAGGED', current_limit: 'TIER_250' } }] }] });
  const answer = await fetch(`${stack.url}/api/webhooks/whatsapp`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${createHmac('sha256', number.appSecret).update(body).digest('hex')}` }, body });
  expect(answer.status).toBe(200);
  const notice = page.getByTestId('notice').filter({ hasText: 'phone_number_quality_update' });
  await expect(notice).toBeVisible();
  await expect(page.getByTestId('notice-banner')).toHaveCount(1);
  await notice.getByTestId('view-raw').click();
  await expect(notice.getByTestId('notice-raw')).toContainText('TIER_250');
  await notice.getByTestId('dismiss-notice').click();
  await expect(page.getByTestId('notice-banner')).toHaveCount(0);
  await expect(notice).toContainText('Dismissed');

  const { client: lead } = await stack.member(workspace.owner, 'lead');
  const seen = await lead.get<RowsPage<ChannelNotice>>(`/channels/${channel.id}/notices`);
  expect(seen.items.map(({ raw }) => raw)).toEqual(seen.items.map(() => null));
});
