import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { TemplateList } from '@mailtrixy/shared/dto';
import { until, type Stack, type TestWorkspace } from '@mailtrixy/e2e/stack';
import { expect, test } from './stack-fixture';

const DAY_S = 86_400;

/** A channel whose account has the simulator's sample templates. */
async function account(stack: Stack, workspace: TestWorkspace) {
  const { channel, number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen' }] });
  await stack.simulator.call('POST', '/templates', { wabaId: number.wabaId, samples: true });
  return { channel, number, maya: number.customers[0] };
}

async function synced(workspace: TestWorkspace, channelId: string): Promise<TemplateList> {
  await workspace.owner.post('/templates/sync', { channelId });
  return until('the templates', async () => {
    const list = await workspace.owner.get<TemplateList>(`/templates?channelId=${channelId}`);
    return list.items.length > 0 && list.sync.state === 'done' ? list : null;
  });
}

function field(page: Page, label: string) {
  return page.getByTestId('slot').getByRole('textbox', { name: label });
}

/** What axe finds, in both schemes, and whether the page is wider than the screen. */
async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${colorScheme} ${id}: ${html.slice(0, 160)}`)));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return wide > 0 ? [...found, `${wide} px too wide`] : found;
}

async function picture(page: Page, name: string): Promise<void> {
  if (process.env['MAILTRIXY_TEMPLATE_PICTURES']) await page.screenshot({ path: path.join(process.env['MAILTRIXY_TEMPLATE_PICTURES'], `${name}.png`) });
}

test('templates are synced on demand, listed with their states, and follow what Meta decides', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await account(stack, workspace);
  await page.goto(`${stack.url}/settings/templates`);
  await page.getByTestId('sync-now').click();
  const order = page.locator('[data-testid="template-row"][data-name="order_confirmation"]');
  await expect(order).toContainText('Approved');
  await expect(page.locator('[data-testid="template-row"][data-name="winter_sale"]')).toContainText('Rejected');
  await expect(page.locator('[data-testid="template-row"][data-name="appointment_reminder"]')).toContainText('de');
  await expect(page.getByTestId('templates-page')).toContainText(/synced (now|\d+ s ago)/);
  await picture(page, 'table-light');
  expect(await faults(page)).toEqual([]);

  await page.getByRole('button', { name: /^Not sendable/ }).click();
  await expect(order).toHaveCount(0);
  await expect(page.locator('[data-testid="template-row"][data-name="winter_sale"]')).toBeVisible();
  await page.getByRole('button', { name: /^All/ }).click();
  await page.getByLabel('Search templates').fill('verification code');
  await expect(page.getByTestId('template-row')).toHaveCount(1);
  await page.getByLabel('Search templates').fill('');

  // Meta decides something: the table follows without anybody asking.
  const late = (await stack.simulator.templates(number.wabaId)).find(({ name }) => name === 'delivery_delay');
  await stack.simulator.call('POST', `/templates/${late?.id}/decide`, { event: 'APPROVED' });
  await expect(page.locator('[data-testid="template-row"][data-name="delivery_delay"]')).toContainText('Approved');

  await order.getByRole('link', { name: 'order_confirmation' }).click();
  await expect(page.getByTestId('template-preview')).toContainText('Thanks Maya! We have your order 1182');
  const row = page.locator('[data-testid="default-row"][data-key="body.customer_name"]');
  await row.getByRole('combobox').selectOption('contact.first_name');
  await page.getByTestId('save-defaults').click();
  await expect(page.getByTestId('save-defaults')).toHaveCount(0);
  await page.reload();
  await expect(row.getByRole('combobox')).toHaveValue('contact.first_name');
  await picture(page, 'detail-light');
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, 'detail-phone');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Templates', exact: true }).first().click();
  await expect(order).toBeVisible();
  await picture(page, 'table-phone');
  expect(await faults(page)).toEqual([]);
});

test('a template with values goes into a closed window', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number, maya } = await account(stack, workspace);
  await synced(workspace, channel.id);
  await stack.simulator.write(maya.id, number.phoneNumberId, { text: 'Where is my order?', timestampOffset: -2 * DAY_S });
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  await expect(page.getByTestId('window-closed')).toBeVisible();
  await page.getByTestId('choose-template').click();

  const picker = page.getByTestId('template-picker');
  await expect(picker.getByTestId('template-search')).toBeFocused();
  await picker.getByTestId('template-search').fill('appointment');
  await page.keyboard.press('ArrowDown');
  await expect(picker.locator('[role="option"][aria-selected="true"]')).toContainText('appointment_reminder');
  await picker.getByTestId('template-option').filter({ hasText: 'Does that still suit you' }).click();
  await expect(picker.getByTestId('template-why')).toHaveText('3 fields left: Maya, 3 December, 10:30');
  await expect(picker.getByTestId('send-template')).toBeDisabled();
  await page.getByRole('button', { name: 'Fill “Maya” from…' }).click();
  await page.getByRole('menuitem', { name: /First name Maya/ }).click();
  await field(page, '3 December').fill('4    December');
  await expect(picker).toContainText('can’t contain line breaks, tabs or 4 or more spaces');
  await field(page, '3 December').fill('4 December');
  await expect(picker.getByTestId('template-why')).toHaveText('1 field left: 10:30');
  await picture(page, 'picker-light');
  expect(await faults(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'picker-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await field(page, '10:30').fill('16:00');
  await expect(picker.getByTestId('template-preview')).toContainText('Hello Maya, we see you on 4 December at 16:00.');
  await picker.getByTestId('send-template').click();

  const bubble = page.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Hello Maya, we see you on 4 December at 16:00.' });
  await expect(bubble).toHaveCount(1);
  await expect(bubble).toHaveAttribute('data-status', /^(sent|delivered|read)$/);
  const chat = await stack.simulator.chat(maya.id, number.phoneNumberId);
  expect(chat.at(-1)).toMatchObject({ from: 'business', type: 'template' });
});

test('a detail noted in the contact panel fills a template by itself', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number, maya } = await account(stack, workspace);
  const { items } = await synced(workspace, channel.id);
  await stack.simulator.write(maya.id, number.phoneNumberId, { text: 'Where is my order?', timestampOffset: -2 * DAY_S });
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  await page.getByTestId('add-attribute').click();
  await page.getByRole('textbox', { name: 'Name of the detail' }).fill('Order number');
  await page.keyboard.press('Enter');
  await page.keyboard.type('1182');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  const noted = page.getByTestId('attribute').getByRole('textbox', { name: 'Order number' });
  await expect(noted).toHaveValue('1182');
  await expect(page.getByTestId('add-attribute')).toBeFocused();
  await noted.fill('1183');
  await noted.press('Escape');
  await expect(noted).toHaveValue('1182');
  await picture(page, 'contact-details');
  expect(await faults(page)).toEqual([]);

  const order = items.find(({ name }) => name === 'order_confirmation');
  await page.goto(`${stack.url}/settings/templates/${order?.id}`);
  const row = page.locator('[data-testid="default-row"][data-key="body.order_number"]');
  await row.getByRole('combobox').selectOption({ label: 'Contact · Order number' });
  await page.getByTestId('save-defaults').click();
  await expect(page.getByTestId('save-defaults')).toHaveCount(0);

  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  await page.getByTestId('choose-template').click();
  const picker = page.getByTestId('template-picker');
  await picker.getByTestId('template-search').fill('order confirmation');
  await picker.getByTestId('template-option').first().click();
  await expect(picker.locator('[data-testid="slot"][data-key="body.order_number"]').getByRole('textbox')).toHaveValue('1182');
});

test('a conversation is started with a typed number; a number without country is refused in words', async ({ stack, workspace, ownerPage: page }) => {
  const { channel } = await account(stack, workspace);
  await synced(workspace, channel.id);
  await stack.simulator.customer({ name: 'Jonas', phone: '4915112345678' });
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('new-button')).toBeVisible();
  await page.keyboard.press('c');
  const dialog = page.getByTestId('new-conversation');
  const to = dialog.getByTestId('to').getByRole('combobox');
  await to.fill('0151 12345678');
  await expect(dialog).toContainText('Write the number with its country');
  await to.fill('+49 1511 2345678');
  await page.getByRole('option', { name: /\+49 1511 2345678/ }).click();
  await expect(dialog.getByTestId('recipient')).toContainText('Germany');
  await dialog.getByLabel('Name').fill('Jonas Weber');
  await dialog.getByTestId('template-search').fill('order confirmation');
  await dialog.getByTestId('template-option').first().click();
  await page.getByRole('button', { name: 'Fill “Customer name” from…' }).click();
  await page.getByRole('menuitem', { name: /First name Jonas/ }).click();
  for (const input of await dialog.locator('[data-testid="slot"]').filter({ hasText: 'Order number' }).getByRole('textbox').all()) await input.fill('1182');
  await picture(page, 'new-light');
  expect(await faults(page)).toEqual([]);
  await dialog.getByTestId('send-template').click();
  await expect(dialog).toHaveCount(0);
  const bubble = page.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Thanks Jonas! We have your order 1182' });
  await expect(bubble).toHaveAttribute('data-status', /^(sent|delivered|read)$/);
  await expect(page.getByTestId('conv-row').filter({ hasText: 'Jonas Weber' })).toBeVisible();

  // The same person again: there is an open conversation now.
  await page.locator('h1').first().focus();
  await page.keyboard.press('c');
  await to.fill('Jonas');
  await page.getByRole('option', { name: /Jonas Weber/ }).click();
  await dialog.getByTestId('open-existing').click();
  await expect(dialog).toHaveCount(0);
});

test('on a phone the picker goes step by step', async ({ stack, workspace, ownerPage: page }) => {
  const { channel } = await account(stack, workspace);
  await synced(workspace, channel.id);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('new-button').click();
  const dialog = page.getByTestId('new-conversation');
  await expect(dialog.getByTestId('template-option').first()).toBeVisible();
  await picture(page, 'new-phone-list');
  await dialog.getByTestId('template-option').filter({ hasText: 'shop_location' }).click();
  await expect(dialog.getByLabel('Latitude')).toBeVisible();
  await expect(dialog.getByTestId('template-search')).toBeHidden();
  await picture(page, 'new-phone-fill');
  expect(await faults(page)).toEqual([]);
  await dialog.getByRole('button', { name: '3 Preview' }).click();
  await expect(dialog.getByTestId('template-preview')).toContainText('‹Location›');
  await picture(page, 'new-phone-preview');
});

test('a template is written, checked, submitted, approved by the simulator and deleted', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await account(stack, workspace);
  await synced(workspace, channel.id);
  await page.goto(`${stack.url}/settings/templates`);
  await page.getByTestId('new-template').click();
  await page.getByTestId('submit-template').click();
  await expect(page.getByTestId('form-summary')).toBeFocused();
  await page.getByTestId('draft-name').fill('Pickup ready');
  await expect(page.getByTestId('draft-name')).toHaveValue('pickup_ready');
  await page.getByTestId('draft-body').fill('{{1}}, your parcel waits.');
  await page.getByTestId('draft-body').blur();
  await expect(page.getByTestId('template-form')).toContainText('may not be at the start or the end');
  await page.getByTestId('draft-body').fill('Good news ');
  await page.getByTestId('add-variable').click();
  await page.keyboard.type(', your parcel waits at our shop.');
  await page.getByTestId('example-body.1').fill('Maya');
  // a menu closes when the page scrolls, as it does to bring the button into view
  await expect(async () => {
    await page.getByTestId('add-button').click();
    await page.getByRole('menuitem', { name: 'Quick reply' }).click({ timeout: 1000 });
  }).toPass();
  await page.getByTestId('draft-button').getByLabel('Words').fill('I am coming');
  await expect(page.getByTestId('template-preview')).toContainText('Good news Maya, your parcel waits at our shop.');
  await picture(page, 'form-light');
  expect(await faults(page)).toEqual([]);
  await page.getByTestId('submit-template').click();
  await expect(page.getByTestId('template-page').getByRole('heading', { level: 1 })).toHaveText('pickup_ready');

  const made = (await stack.simulator.templates(number.wabaId)).find(({ name }) => name === 'pickup_ready');
  await stack.simulator.call('POST', `/templates/${made?.id}/decide`, { event: 'APPROVED' });
  await expect(page.getByTestId('template-page')).toContainText('Approved');
  await expect(page.getByTestId('start-with-template')).toBeVisible();

  await page.getByTestId('delete-template').click();
  await page.getByTestId('confirm-delete').click();
  await expect(page.getByTestId('templates-page')).toBeVisible();
  await expect(page.locator('[data-testid="template-row"][data-name="pickup_ready"]')).toHaveCount(0);
});
