import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { until, type Provisioned, type Stack } from '@mailtrixy/e2e/stack';
import { REPLY_WINDOW_SAFETY_MS } from '@mailtrixy/shared/dto';
import { axeFaults } from './page-faults';
import { expect, signIn, test, watch } from './stack-fixture';

const FAST = { sentAfterMs: 20, deliveredAfterMs: 40 };
const DAY_S = 86_400;
/** The product's window closes this much before Meta's. */
const SAFETY_S = REPLY_WINDOW_SAFETY_MS / 1000;
const JS_BUDGET = 200_000;

test('settings first: unread count and log tail are live before anyone opened the inbox', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await stack.channel(workspace.owner);
  const live = firstFrame(page);
  await page.goto(`${stack.url}/settings/channels/${channel.id}/logs`);
  await expect(page.getByTestId('logs-page')).toBeVisible();
  await live;
  const rows = page.getByTestId('log-row');
  const before = await rows.count();
  const from = Date.now();
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Is anybody there?');
  await expect.poll(() => rows.count()).toBeGreaterThan(before);
  console.log(`customer's key press to log row, settings opened first: ${Date.now() - from} ms`);
  await expect(page.getByTestId('rail').getByRole('link', { name: 'Inbox, 1 unread' })).toBeVisible();
  console.log(`… to the rail's unread count: ${Date.now() - from} ms`);
  await expect(page).toHaveTitle(/^\(1\) /);
  await page.getByTestId('rail').getByRole('link', { name: /^Inbox/ }).click();
  await expect(row(page, 'Maya Chen')).toContainText('Is anybody there?');
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Hello?');
  await expect(row(page, 'Maya Chen')).toContainText('Hello?');
});

test('keyboard only: find, read, answer, resolve, reopen', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await phones(stack, workspace, ['Maya Chen', 'Jo Okafor', 'Ali Hassan']);
  for (const customer of number.customers) await write(stack, number, customer.name, `Hello from ${customer.name}`);
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('conv-row')).toHaveCount(3);
  const names = await page.getByTestId('conv-row').evaluateAll((rows) => rows.map((each) => /Maya Chen|Jo Okafor|Ali Hassan/.exec(each.textContent ?? '')?.[0] ?? ''));
  const heading = page.getByRole('heading', { level: 1 });
  await page.keyboard.press('j');
  await expect(heading).toContainText(names[0]);
  await page.keyboard.press('j');
  await expect(heading).toContainText(names[1]);
  await page.keyboard.press('k');
  await expect(heading).toContainText(names[0]);
  await expect(row(page, names[0]).getByRole('link')).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('First line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await expect(bubble(page, 'First line')).toHaveAttribute('data-status', /sent|delivered/);
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('By Ctrl and Enter');
  await page.keyboard.press('Control+Enter');
  await expect(bubble(page, 'By Ctrl and Enter')).toHaveAttribute('data-status', /sent|delivered/);
  const customer = idOf(number, names[0]);
  expect((await stack.simulator.chat(customer, number.phoneNumberId)).filter(({ from }) => from === 'business').map(({ text }) => text)).toEqual(['First line\nsecond line', 'By Ctrl and Enter']);

  await page.keyboard.press('Escape');
  await expect(field(page)).not.toBeFocused();
  await page.keyboard.press('e');
  await expect(page.getByTestId('conv-row')).toHaveCount(2);
  await expect(heading).toContainText(names[1]);
  await page.goBack();
  await expect(heading).toContainText(names[0]);
  await expect(page.getByTestId('resolved-band')).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByTestId('resolved-band')).toBeHidden();
  await expect(page.getByTestId('conv-row')).toHaveCount(3);
  const asked = Date.now();
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette')).toBeVisible();
  console.log(`Ctrl+K to palette: ${Date.now() - asked} ms`);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('palette')).toBeHidden();
});

test('a draft outlives a reload, and a note never reaches the phone', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await phones(stack, workspace, ['Maya Chen']);
  await open(stack, page, number, 'Maya Chen');
  await field(page).fill('Not ready yet');
  await page.getByTestId('tab-note').click();
  await field(page, 'note').fill('VIP, waive the fee');
  await page.waitForFunction(() => Object.entries(localStorage).filter(([key]) => key.startsWith('mx-draft:')).length === 2);
  await page.reload();
  await expect(field(page)).toHaveValue('Not ready yet');
  await page.getByTestId('tab-note').click();
  await expect(field(page, 'note')).toHaveValue('VIP, waive the fee');
  await field(page, 'note').press('Enter');
  await expect(bubble(page, 'VIP, waive the fee')).toHaveAttribute('data-type', 'note');
  await page.getByTestId('tab-reply').click();
  await field(page).press('Enter');
  await expect(bubble(page, 'Not ready yet')).toHaveAttribute('data-status', 'delivered');
  expect((await stack.simulator.chat(idOf(number, 'Maya Chen'), number.phoneNumberId)).map(({ text }) => text)).toEqual(['Hello from Maya Chen', 'Not ready yet']);
});

test('offline: a band, a waiting bubble, and one message when the line is back', async ({ stack, workspace, page, context }) => {
  await signIn(context, stack, workspace.owner.cookie);
  const { number } = await phones(stack, workspace, ['Maya Chen']);
  await open(stack, page, number, 'Maya Chen');
  await context.setOffline(true);
  await expect(page.getByTestId('net-band')).toContainText("You're offline");
  await field(page).fill('Written in a tunnel');
  await field(page).press('Enter');
  await expect(bubble(page, 'Written in a tunnel')).toHaveAttribute('data-status', 'queued');
  await expect(page.getByTestId('net-band')).toContainText('1 message waiting');
  await expect(field(page)).toBeFocused();
  const from = Date.now();
  await context.setOffline(false);
  await expect(bubble(page, 'Written in a tunnel')).toHaveAttribute('data-status', 'delivered');
  console.log(`back online to delivered tick: ${Date.now() - from} ms`);
  await expect(page.getByTestId('net-band')).toBeHidden();
  await expect(bubble(page, 'Written in a tunnel')).toHaveCount(1);
  expect(await onPhone(stack, number, 'Maya Chen', 'Written in a tunnel')).toBe(1);
});

test('a refused message says why without hovering, and Retry delivers it once', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await phones(stack, workspace, ['Maya Chen']);
  await open(stack, page, number, 'Maya Chen');
  await stack.simulator.call('POST', '/chaos/next', { count: 1, phoneNumberId: number.phoneNumberId, send: { mode: 'error', code: 131026 } });
  await field(page).fill('Your parcel is here');
  await field(page).press('Enter');
  const message = bubble(page, 'Your parcel is here');
  await expect(message).toHaveAttribute('data-status', 'failed');
  await page.mouse.move(2, 2);
  await expect(message.getByText(/may not use WhatsApp.*\(131026\)/)).toBeVisible();
  await expect(row(page, 'Maya Chen')).toContainText('Failed');
  await message.getByRole('button', { name: 'Retry' }).click();
  await expect(message).toHaveAttribute('data-status', 'delivered');
  await expect(message).toHaveCount(1);
  await expect(message.getByText(/131026/)).toHaveCount(0);
  expect(await onPhone(stack, number, 'Maya Chen', 'Your parcel is here')).toBe(1);
});

test('the window closes while writing: a card takes the place of the field and keeps the draft', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await phones(stack, workspace, ['Maya Chen']);
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('conv-list')).toBeVisible();
  await stack.simulator.write(idOf(number, 'Maya Chen'), number.phoneNumberId, { text: 'Long ago', timestampOffset: SAFETY_S + 6 - DAY_S });
  await row(page, 'Maya Chen').click();
  await field(page).fill('Almost done wri');
  await expect(page.getByTestId('window-chip')).toBeVisible();
  await expect(page.getByTestId('window-closed')).toContainText('Your draft is kept: “Almost done wri”');
  await expect(page.getByTestId('composer-reply').getByRole('textbox')).toHaveCount(0);
  await page.getByTestId('tab-note').click();
  await expect(field(page, 'note')).toBeEditable();
});

test('a double click on Send does not answer the question that it raises, a click of its own does', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await phones(stack, workspace, ['Maya Chen']);
  await open(stack, page, number, 'Maya Chen');
  await field(page).fill('It left at 9:10.');
  const conversation = /\/inbox\/all\/([^/?]+)/.exec(page.url())?.[1];
  const { client } = await stack.member(workspace.owner, 'agent', 'Tom');
  await client.post(`/conversations/${conversation}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'I have an eye on it.' });
  await expect(page.getByTestId('conflict')).toContainText('Tom replied');
  await page.getByTestId('send').dblclick();
  await expect(page.getByTestId('send')).toContainText('Send anyway?');
  await expect(field(page)).toHaveValue('It left at 9:10.');
  await page.getByTestId('send').click();
  await expect(bubble(page, 'It left at 9:10.')).toHaveAttribute('data-status', /sent|delivered/);
  expect(await onPhone(stack, number, 'Maya Chen', 'It left at 9:10.')).toBe(1);
});

test('unread divider, title, theme, right-to-left and markup as text', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await phones(stack, workspace, ['Maya Chen', 'ليلى حسن']);
  const arabic = 'مرحبا، أين طلبي؟';
  const script = '<script>window.hit = 1</script>';
  const image = '<img src=x onerror="window.hit = 2"> *bold* _it_';
  await write(stack, number, 'ليلى حسن', arabic);
  for (const text of [script, image]) await write(stack, number, 'Maya Chen', text);
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page).toHaveTitle(/^\(2\) Inbox · MailTrixy/);
  await row(page, 'Maya Chen').click();
  await expect(page.getByTestId('unread-divider')).toHaveText('2 new messages');
  await expect(page).toHaveTitle(/^\(1\) Maya Chen · Inbox · MailTrixy/);
  await expect(page.getByTestId('unread-divider')).toHaveText('2 new messages');
  await expect(bubble(page, script)).toBeVisible();
  await expect(bubble(page, '<img src=x onerror="window.hit = 2">')).toBeVisible();
  await expect(page.getByTestId('bubble').locator('b, strong').filter({ hasText: 'bold' })).toBeVisible();
  expect(await page.getByTestId('thread').locator('img, script').count()).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { hit?: number }).hit)).toBeUndefined();

  await row(page, 'ليلى حسن').click();
  await expect(page).toHaveTitle(/^ليلى حسن · Inbox · MailTrixy/);
  await expect(bubble(page, arabic).locator('.mx-bubble__text')).toHaveCSS('direction', 'rtl');
  await row(page, 'Maya Chen').click();
  await expect(page.getByTestId('unread-divider')).toHaveCount(0);

  await page.evaluate(() => ((window as unknown as { same: boolean }).same = true));
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  for (const [name, colour] of [['Dark', 'rgb(16, 18, 23)'], ['Light', 'rgb(244, 245, 247)']]) {
    await page.getByTestId('me-menu').click();
    await page.getByRole('menuitem', { name, exact: true }).or(page.getByRole('menuitemradio', { name, exact: true })).or(page.getByRole('menuitemcheckbox', { name, exact: true })).click();
    await expect.poll(ground).toBe(colour);
  }
  await page.getByTestId('me-menu').click();
  await page.getByText('Same as the system').click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).toBe('rgb(16, 18, 23)');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(ground).toBe('rgb(244, 245, 247)');
  expect(await page.evaluate(() => (window as unknown as { same?: boolean }).same)).toBe(true);
});

test('the inbox on screen has taken at most 200 kB of JavaScript', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await phones(stack, workspace, ['Maya Chen']);
  await write(stack, number, 'Maya Chen', 'Hello');
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  const live = firstFrame(page);
  await page.goto(`${stack.url}/inbox/all`);
  await expect(row(page, 'Maya Chen')).toBeVisible();
  await live;
  const bytes = (await Promise.all(scripts)).reduce((sum, each) => sum + each, 0);
  console.log(`JavaScript fetched for the inbox: ${(bytes / 1000).toFixed(1)} kB gzip in ${scripts.length} files`);
  expect(bytes).toBeLessThanOrEqual(JS_BUDGET);
});

test('no page scrolls sideways at 320 px, and axe finds nothing in light or dark', async ({ stack, workspace, ownerPage: page, browser }) => {
  const { channel, number } = await phones(stack, workspace, ['Zoe Quill', 'Yan Petrov']);
  await stack.simulator.call('POST', '/chaos/next', { count: 1, phoneNumberId: number.phoneNumberId, send: { mode: 'error', code: 131026 } });
  await open(stack, page, number, 'Zoe Quill');
  await write(stack, number, 'Yan Petrov', 'A very long word: ' + 'x'.repeat(200));
  await field(page).fill('https://example.org/' + 'path/'.repeat(30));
  await field(page).press('Enter');
  await expect(bubble(page, 'example.org')).toHaveAttribute('data-status', 'failed');
  await workspace.owner.post('/channels/sandbox');
  const thread = page.url();
  const places: { url: string; ready: Locator }[] = [
    { url: thread, ready: bubble(page, 'example.org') },
    { url: `${stack.url}/settings/channels/${channel.id}/overview`, ready: page.getByTestId('wa-health-row').first() },
    { url: `${stack.url}/settings/channels/${channel.id}/logs`, ready: page.getByTestId('log-row').first() },
    { url: `${stack.url}/simulator`, ready: page.getByTestId('sim-customer').first() },
  ];
  for (const { url, ready } of places) {
    await page.goto(url);
    await expect(ready).toBeVisible();
    for (const scheme of ['light', 'dark'] as const) expect(await faults(page, scheme), `${url} ${scheme}`).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  for (const { url, ready } of [{ url: `${stack.url}/inbox/all`, ready: row(page, 'Zoe Quill') }, ...places]) {
    await page.goto(url);
    await expect(ready).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), url).toBeLessThanOrEqual(320);
  }
  const stranger = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  try {
    const entry = await stranger.newPage();
    await entry.goto(`${stack.url}/sign-in`);
    await expect(entry.getByTestId('sign-in')).toBeVisible();
    for (const scheme of ['light', 'dark'] as const) expect(await faults(entry, scheme), `sign-in ${scheme}`).toEqual([]);
  } finally {
    await stranger.close();
  }
});

test('the phone of the simulator and the inbox, in two tabs', async ({ stack, ownerPage: phone, context }) => {
  await phone.goto(`${stack.url}/simulator`);
  await phone.getByTestId('create-sandbox').click();
  await expect(phone.getByTestId('sim-input')).toBeEnabled();
  const inbox = await context.newPage();
  const problems = watch(inbox, stack.url);
  await inbox.goto(`${stack.url}/inbox/all`);
  await expect(inbox.getByTestId('conv-row').first()).toBeVisible();

  await phone.getByTestId('sim-input').fill('Typed on the phone');
  const from = Date.now();
  await phone.getByTestId('sim-send').click();
  await expect(row(inbox, 'Typed on the phone')).toBeVisible();
  console.log(`simulator's send button to row in the other tab: ${Date.now() - from} ms`);
  await row(inbox, 'Typed on the phone').click();
  await field(inbox).fill('Answered in the inbox');
  const sent = Date.now();
  await field(inbox).press('Enter');
  await expect(phone.getByTestId('sim-message').filter({ hasText: 'Answered in the inbox' })).toBeVisible();
  console.log(`reply to the simulator's screen: ${Date.now() - sent} ms`);
  await expect(bubble(inbox, 'Answered in the inbox')).toHaveAttribute('data-status', /delivered|read/);
  await expect(bubble(inbox, 'Answered in the inbox').locator('[aria-label^="Delivered"], [aria-label^="Read"]')).toBeVisible();
  console.log(`reply to the tick: ${Date.now() - sent} ms`);
  expect(problems).toEqual([]);
});

async function phones(stack: Stack, workspace: { owner: Parameters<Stack['channel']>[0] }, names: string[]) {
  const made = await stack.channel(workspace.owner, { customers: names.map((name) => ({ name })) });
  await stack.simulator.call('PUT', `/numbers/${made.number.phoneNumberId}/status-plan`, FAST);
  return made;
}

function idOf(number: Provisioned, name: string): string {
  const customer = number.customers.find((each) => each.name === name);
  if (!customer) throw new Error(`no customer ${name}`);
  return customer.id;
}

async function write(stack: Stack, number: Provisioned, name: string, text: string): Promise<void> {
  await stack.simulator.write(idOf(number, name), number.phoneNumberId, text);
}

/** A customer writes, and their conversation is open. */
async function open(stack: Stack, page: Page, number: Provisioned, name: string): Promise<void> {
  await write(stack, number, name, `Hello from ${name}`);
  await page.goto(`${stack.url}/inbox/all`);
  await row(page, name).click();
  await expect(bubble(page, `Hello from ${name}`)).toBeVisible();
}

/** How often the phone shows a text; asked once nothing is under way any more. */
async function onPhone(stack: Stack, number: Provisioned, name: string, text: string): Promise<number> {
  await until('no send under way', async () => (await stack.sql<{ open: number }>('SELECT COUNT(*) AS open FROM message WHERE delivery_status = ? AND external_id IS NULL', ['queued']))[0].open === 0);
  return (await stack.simulator.chat(idOf(number, name), number.phoneNumberId)).filter((message) => message.text === text).length;
}

/** The live line is up when its first frame came, which may be before anyone can look. */
function firstFrame(page: Page): Promise<void> {
  return new Promise((resolve) => page.on('websocket', (socket) => socket.on('framereceived', () => resolve())));
}

function row(page: Page, text: string): Locator {
  return page.getByTestId('conv-row').filter({ hasText: text });
}

function bubble(page: Page, text: string): Locator {
  return page.getByTestId('thread').getByTestId('bubble').filter({ hasText: text });
}

function field(page: Page, kind: 'reply' | 'note' = 'reply'): Locator {
  return page.getByTestId(`composer-${kind}`).getByRole('textbox');
}

/** Light gets every rule; what the dark theme can break is contrast alone. */
async function faults(page: Page, scheme: 'light' | 'dark'): Promise<string[]> {
  await page.emulateMedia({ colorScheme: scheme });
  return axeFaults(page, scheme === 'dark' ? { rules: ['color-contrast'] } : {});
}

test('typed and sent, or typed and left, before the page is drawn again: no text stays in the field or goes along', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen' }, { name: 'Jo Okafor' }] });
  const [maya, jo] = number.customers;
  await stack.simulator.write(jo.id, number.phoneNumberId, 'Hello from Jo');
  await stack.simulator.write(maya.id, number.phoneNumberId, 'Hello from Maya');
  await page.goto(`${stack.url}/inbox/all`);
  const row = (name: string) => page.getByTestId('conv-row').filter({ hasText: name });
  await row('Maya Chen').click();
  const box = page.getByTestId('composer-reply').getByRole('textbox');
  await expect(page.getByTestId('bubble').filter({ hasText: 'Hello from Maya' })).toBeVisible();
  await box.evaluate((field: HTMLTextAreaElement) => {
    field.focus();
    field.value = 'Sent at once';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  });
  await expect(page.getByTestId('bubble').filter({ hasText: 'Sent at once' })).toHaveCount(1);
  await expect(box).toHaveValue('');

  const other = await row('Jo Okafor').getByRole('link').first().elementHandle();
  await box.evaluate((field: HTMLTextAreaElement, to) => {
    field.value = 'For Maya only';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    (to as HTMLElement).click();
  }, other);
  await expect(page.getByTestId('bubble').filter({ hasText: 'Hello from Jo' })).toBeVisible();
  await expect(box).toHaveValue('');
  await row('Maya Chen').click();
  await expect(box).toHaveValue('For Maya only');
});

test('what is typed while a conversation that was opened by Enter still loads goes into its reply, and is no shortcut', async ({ stack, workspace, ownerPage: page }) => {
  const { number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen' }, { name: 'Jo Okafor' }] });
  const [maya, jo] = number.customers;
  await stack.simulator.write(maya.id, number.phoneNumberId, 'Hello from Maya');
  await stack.simulator.write(jo.id, number.phoneNumberId, 'Hello from Jo');
  await page.goto(`${stack.url}/inbox/all`);
  const linkTo = (name: string) => page.getByTestId('conv-row').filter({ hasText: name }).getByRole('link').first();
  const link = linkTo('Maya Chen');
  await expect(link).toBeVisible();
  let release = () => {};
  const typed = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*', async (route) => {
    if (/\/api\/conversations\/|chunk-/.test(route.request().url())) await typed;
    await route.continue();
  });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Easy!');
  await page.keyboard.press('Backspace');
  release();
  const box = page.getByTestId('composer-reply').getByRole('textbox');
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('Easy');
  await page.keyboard.type(' does it');
  await expect(box).toHaveValue('Easy does it');
  await expect(link).toBeVisible();

  // From one conversation into another: nothing of it goes into the one that is left.
  let more = () => {};
  const typedMore = new Promise<void>((resolve) => (more = resolve));
  await page.route('**/api/conversations/**', async (route) => {
    await typedMore;
    await route.continue();
  });
  await linkTo('Jo Okafor').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Right away');
  more();
  await expect(page.getByTestId('bubble').filter({ hasText: 'Hello from Jo' })).toBeVisible();
  await expect(box).toHaveValue('Right away');
  await linkTo('Maya Chen').click();
  await expect(page.getByTestId('bubble').filter({ hasText: 'Hello from Maya' })).toBeVisible();
  await expect(box).toHaveValue('Easy does it');
});
