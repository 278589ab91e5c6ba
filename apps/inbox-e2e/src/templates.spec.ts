import path from 'node:path';
import type { Page } from '@playwright/test';
import type { TemplateList } from '@mailtrixy/shared/dto';
import { until, type Stack, type TestWorkspace } from '@mailtrixy/e2e/stack';
import { faults } from './page-faults';
import { sample } from './sample-file';
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
  // What Meta decides meanwhile changes the list that is open.
  const paused = (await stack.simulator.templates(number.wabaId)).find(({ name, status }) => name === 'order_confirmation' && status === 'APPROVED');
  if (!paused) throw new Error('the samples have no approved order_confirmation');
  const option = picker.getByTestId('template-option').filter({ hasText: 'order_confirmation' }).first();
  await picker.getByTestId('template-search').fill('order_confirmation');
  await expect(option).toBeVisible();
  await expect(option).not.toContainText('Paused');
  await stack.simulator.decide(paused.id, 'PAUSED');
  await expect(option).toContainText('Paused');

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

test('a template with a picture at its top: a file that WhatsApp would refuse is told, the right one goes out', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number, maya } = await account(stack, workspace);
  await synced(workspace, channel.id);
  await stack.simulator.write(maya.id, number.phoneNumberId, { text: 'Where is my parcel?', timestampOffset: -2 * DAY_S });
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  await page.getByTestId('choose-template').click();
  const picker = page.getByTestId('template-picker');
  await picker.getByTestId('template-search').fill('parcel update');
  await picker.getByTestId('template-option').filter({ hasText: 'is on its way' }).first().click();
  await field(page, 'Nadia').fill('Maya');
  await picker.locator('[data-testid="slot"][data-key="body.2"]').getByRole('textbox').fill('5521');
  await picker.locator('[data-testid="slot"][data-key="button.0"]').getByRole('textbox').fill('5521');
  await expect(picker.getByTestId('template-why')).toHaveText('1 field left: Header image');
  await expect(picker.getByTestId('send-template')).toBeDisabled();

  const header = picker.getByRole('group', { name: 'Header image' });
  await header.locator('input[type="file"]').setInputFiles({ name: 'moving.gif', mimeType: 'image/gif', buffer: Buffer.from('R0lGODlhAQABAAAAACw=', 'base64') });
  await expect(header).toContainText('WhatsApp takes JPEG or PNG here.');
  await expect(picker.getByTestId('send-template')).toBeDisabled();
  await header.getByRole('button', { name: 'Choose another' }).click();
  const photo = await sample(stack, number, 'photo');
  await header.locator('input[type="file"]').setInputFiles(photo);
  await expect(header).toContainText(photo.name);
  await expect(picker.getByTestId('template-preview').locator('img.picture')).toBeVisible();
  await expect(picker.getByTestId('send-template')).toBeEnabled();
  await picture(page, 'picker-media');
  expect(await faults(page)).toEqual([]);
  await picker.getByTestId('send-template').click();

  const bubble = page.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'Hi Maya, parcel 5521 is on its way.' });
  await expect(bubble).toHaveAttribute('data-status', /^(sent|delivered|read)$/);
  await expect(bubble.locator('img')).toBeVisible();
  const id = /"image":\{"id":"(\d+)"/.exec(JSON.stringify((await stack.simulator.chat(maya.id, number.phoneNumberId)).at(-1)))?.[1];
  expect((await stack.simulator.file(String(id))).bytes.equals(photo.buffer)).toBe(true);
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
  await fromMenu(page, 'add-button', 'Quick reply');
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

async function fromMenu(page: Page, opener: string, item: string): Promise<void> {
  await page.getByTestId(opener).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('a carousel is written: every card is alike, what is missing is named, Meta gets it whole and it can be edited', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await account(stack, workspace);
  await synced(workspace, channel.id);
  await page.goto(`${stack.url}/settings/templates/new`);
  await page.getByTestId('draft-name').fill('spring_mugs');
  await page.getByTestId('draft-body').fill('Hello, our spring mugs are here:');
  await page.getByRole('radio', { name: /Carousel/ }).check();
  const cards = page.getByTestId('draft-card');
  await expect(cards).toHaveCount(2);
  await fromMenu(page, 'add-card-button', 'Link');
  await page.getByTestId('submit-template').click();
  await expect(page.getByTestId('form-summary')).toBeFocused();
  await expect(cards.nth(1)).toContainText('Meta wants an example image for the header');
  const photo = await sample(stack, number, 'photo');
  for (const [index, name] of ['Red', 'Blue'].entries()) {
    const card = cards.nth(index);
    await card.locator('input[type="file"]').setInputFiles(photo);
    await expect(card).toContainText('Meta has it');
    await card.getByLabel('Text').fill(`${name}, 350 ml`);
    await card.getByRole('group', { name: /^Quick reply/ }).getByLabel('Words').fill('Tell me more');
    const link = card.getByRole('group', { name: /^Link/ });
    await link.getByLabel('Words').fill('Buy');
    await link.getByLabel('Address').fill('https://example.org/m/{{1}}');
    await link.getByLabel('Example of the whole address').fill('https://example.org/m/1');
  }
  await expect(page.getByTestId('template-preview').getByRole('list', { name: 'Cards' })).toContainText('Blue, 350 ml');
  await picture(page, 'form-carousel');
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, 'form-carousel-phone');
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByTestId('submit-template').click();
  await expect(page.getByTestId('template-page').getByRole('heading', { level: 1 })).toHaveText('spring_mugs');
  const made = (await stack.simulator.templates(number.wabaId)).find(({ name }) => name === 'spring_mugs');
  expect(JSON.stringify(made)).toContain('"text":"Blue, 350 ml"');

  await stack.simulator.decide(String(made?.id), 'APPROVED');
  await page.getByTestId('edit-template').click();
  await expect(cards).toHaveCount(2);
  await expect(cards.first()).toContainText('Meta has an example');
  await cards.first().getByLabel('Text').fill('Deep red, 350 ml');
  await page.getByTestId('submit-template').click();
  await expect(page.getByTestId('template-page')).toContainText('In review');
  expect(JSON.stringify((await stack.simulator.templates(number.wabaId)).find(({ name }) => name === 'spring_mugs'))).toContain('Deep red, 350 ml');
});

test('an offer, a form, a catalogue and a zero-tap code are written, and Meta takes them', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await account(stack, workspace);
  const { items } = await synced(workspace, channel.id);
  const submitted = async (name: string) => {
    await page.getByTestId('submit-template').click();
    await expect(page.getByTestId('template-page').getByRole('heading', { level: 1 })).toHaveText(name);
    return JSON.stringify((await stack.simulator.templates(number.wabaId)).filter((one) => one.name === name));
  };
  await page.goto(`${stack.url}/settings/templates/new`);
  await page.getByTestId('draft-name').fill('spring_offer');
  await page.getByTestId('draft-body').fill('Twenty percent off everything that is green.');
  await page.getByRole('radio', { name: /Limited-time offer/ }).check();
  await expect(page.getByRole('textbox', { name: /^Footer/ })).toHaveCount(0);
  await page.getByTestId('draft-offer').fill('Ends much too soon');
  await page.getByTestId('draft-offer').blur();
  await expect(page.getByTestId('template-form')).toContainText('18 characters; 16 are allowed');
  await page.getByTestId('draft-offer').fill('Ends soon');
  await expect(page.getByTestId('preview-offer')).toContainText('Ends soon');
  await fromMenu(page, 'add-button', 'Form (WhatsApp flow)');
  await page.getByTestId('draft-button').getByLabel('Words').fill('Pick a mug');
  await page.getByTestId('draft-button').getByLabel('Flow id').fill('640118820043377');
  await fromMenu(page, 'add-button', 'Catalogue');
  await page.getByTestId('draft-button').last().getByLabel('Words').fill('See all');
  await picture(page, 'form-offer');
  expect(await faults(page)).toEqual([]);
  const offer = await submitted('spring_offer');
  for (const part of ['"limited_time_offer":{"text":"Ends soon","has_expiration":true}', '"flow_id":"640118820043377"', '"type":"CATALOG"']) expect(offer).toContain(part);

  await page.goto(`${stack.url}/settings/templates/new`);
  await page.getByRole('radio', { name: /Authentication/ }).check();
  await page.getByTestId('draft-name').fill('app_code');
  await page.getByRole('radio', { name: /Zero-tap/ }).check();
  await page.getByTestId('submit-template').click();
  await expect(page.getByTestId('template-form')).toContainText('Zero-tap needs your agreement');
  const app = page.getByTestId('draft-app');
  await app.getByLabel('Package name').fill('org.example.app');
  await app.getByLabel('Signature hash').fill('K8a/AINcGX7');
  await page.getByTestId('zero-tap-terms').getByRole('checkbox').check();
  await picture(page, 'form-code');
  expect(await faults(page)).toEqual([]);
  expect(await submitted('app_code')).toContain('otp_type=ZERO_TAP&package_name=org.example.app');

  // A form that Meta lists with more than this page asks for keeps it.
  const book = items.find(({ name }) => name === 'book_now');
  await page.goto(`${stack.url}/settings/templates/${book?.id}/edit`);
  await expect(page.getByTestId('draft-button').getByLabel('Flow id')).toHaveValue('640118820043377');
  await page.getByTestId('draft-button').getByLabel('Words').fill('Book now');
  expect(await submitted('book_now')).toContain('"flow_action":"NAVIGATE","navigate_screen":"DATES","type":"FLOW","text":"Book now","flow_id":"640118820043377"');
});
