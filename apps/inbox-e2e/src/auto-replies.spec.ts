import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { AutoReplies, AutoReplyRule, BusinessHours, ConversationPage, Label, RuleConditions, TemplateList } from '@mailtrixy/shared/dto';
import { until, type Stack, type TestWorkspace } from '@mailtrixy/e2e/stack';
import { faults, faultsOnPhone, look } from './page-faults';
import { sample } from './sample-file';
import { expect, signIn, test } from './stack-fixture';

const PICTURES = path.resolve(__dirname, '../../../docs/pictures');

async function phone(stack: Stack, workspace: TestWorkspace, names = ['Maya Chen']) {
  const { channel, number } = await stack.channel(workspace.owner, { customers: names.map((name) => ({ name })) });
  const write = (text: string, at = 0) => stack.simulator.write(number.customers[at].id, number.phoneNumberId, text);
  const onPhone = async (at = 0) => (await stack.simulator.chat(number.customers[at].id, number.phoneNumberId)).filter(({ from }) => from === 'business').map(({ text }) => text);
  return { channel, number, write, onPhone };
}

const conversation = (page: Page, name: string) => page.getByTestId('conv-row').filter({ hasText: name });

const EXACTLY: RuleConditions = { match: 'exact', words: [], wholeWord: false, mediaKinds: [], channelIds: [], firstMessage: false, during: 'always', languages: [], labelIds: [], notWhileAnswered: false };

async function make(workspace: TestWorkspace, name: string, conditions: Partial<RuleConditions>): Promise<AutoReplyRule> {
  return workspace.owner.post<AutoReplyRule>('/auto-replies', {
    clientId: randomUUID(),
    name,
    enabled: true,
    conditions: { ...EXACTLY, ...conditions },
    actions: [{ do: 'reply_text', text: `This is ${name}.` }],
    limits: { coolDownMinutes: 0, oncePerConversation: false, stop: true },
  });
}

function exact(workspace: TestWorkspace, name: string, word: string): Promise<AutoReplyRule> {
  return make(workspace, name, { words: [word] });
}

const orderOf = async (workspace: TestWorkspace): Promise<string[]> => (await workspace.owner.get<AutoReplies>('/auto-replies')).rules.sort((a, b) => a.position - b.position).map(({ name }) => name);

test('a starter rule is changed as a sentence, tried, switched on, and answers on the phone', async ({ stack, workspace, ownerPage: page }) => {
  const at = await phone(stack, workspace);
  await page.goto(`${stack.url}/settings/auto-replies`);
  await expect(page.getByTestId('starter-refund')).toBeVisible();
  await look(page, 'rules-empty');
  expect(await faults(page)).toEqual([]);
  await page.getByTestId('starter-refund').click();
  const editor = page.getByTestId('rule-editor');
  await expect(editor.getByTestId('rule-name')).toHaveValue('Refund request');
  await editor.getByTestId('rule-words').getByRole('textbox').fill('return');
  await page.keyboard.press('Enter');
  await editor.getByTestId('reply-text').fill('Hi {{contact.first_name}}, we look at your refund today.');

  // Tried before it is saved: why, and why not.
  const tryIt = page.getByTestId('try-it');
  await tryIt.getByTestId('try-text').fill('Hello, can I get my MONEY BACK?');
  await expect(tryIt.getByTestId('try-step').first()).toHaveAttribute('data-matched', 'true');
  await expect(tryIt.locator('mark')).toHaveText('MONEY BACK');
  await expect(tryIt.getByTestId('try-reply')).toContainText('we look at your refund today');
  await look(page, 'rule-new');
  await tryIt.getByTestId('try-text').fill('My refunded order is late');
  await expect(tryIt.getByTestId('try-step').first()).toHaveAttribute('data-matched', 'false');
  await expect(tryIt.getByTestId('try-step').first().locator('.why')).not.toBeEmpty();
  await page.keyboard.press('Control+s');
  const row = page.getByTestId('rule-row').filter({ hasText: 'Refund request' });
  await expect(row).toBeVisible();
  await expect(row.getByRole('switch')).not.toBeChecked();
  await row.getByRole('switch').click();
  await expect(row.getByRole('switch')).toBeChecked();
  await expect(page.getByText('unsaved change')).toHaveCount(0);
  await until('the rule to be on', async () => (await workspace.owner.get<AutoReplies>('/auto-replies')).rules[0].enabled);
  await look(page, 'rule');
  if (process.env['MAILTRIXY_PICTURES']) await page.screenshot({ path: path.join(PICTURES, 'auto-replies.png') });
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);

  const asked = Date.now();
  await at.write('I want a refund');
  await until('the reply on the phone', async () => (await at.onPhone()).length > 0);
  console.log(`customer's key press to the rule's reply on the phone: ${Date.now() - asked} ms`);
  expect(await at.onPhone()).toEqual(['Hi Maya, we look at your refund today.']);
  await page.goto(`${stack.url}/inbox/all`);
  await conversation(page, 'Maya Chen').click();
  await expect(page.getByTestId('thread').getByTestId('bubble').filter({ hasText: 'we look at your refund today' })).toContainText(/Refund request|Auto/);
  await look(page, 'rule-sent');
  expect(await faults(page)).toEqual([]);
});

test('rules are ordered by keyboard; the exact match says what SEED says, and the log why it did not run', async ({ stack, workspace, ownerPage: page }) => {
  const at = await phone(stack, workspace);
  for (const [name, word] of [['First', 'hours'], ['Second', 'hours'], ['Third', 'price']]) await exact(workspace, name, word);
  await page.goto(`${stack.url}/settings/auto-replies`);
  const rows = page.getByTestId('rule-row');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toContainText(/never run/i);
  await rows.nth(1).getByRole('button', { name: /^Move rule/ }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(rows.nth(0)).toContainText('Second');
  await expect(rows.nth(0).getByRole('button', { name: /^Move rule/ })).toBeFocused();
  await expect(page.locator('[aria-live]').filter({ hasText: 'Moved to 1 of 3' })).toHaveCount(1);
  await until('the order to be kept', async () => (await workspace.owner.get<AutoReplies>('/auto-replies')).rules.sort((a, b) => a.position - b.position)[0].name === 'Second');
  await expect(rows.nth(1)).toContainText(/never run/i);

  await rows.nth(0).getByRole('link').click();
  await expect(page.getByTestId('rule-editor')).toContainText('The whole message must be this and nothing else. Capital letters and spaces around it don’t matter.');
  await page.getByTestId('try-text').fill('hours please');
  await expect(page.getByTestId('try-step').filter({ hasText: 'Second' })).toContainText('Contains');
  await at.write('hours please');
  await until('the rules to have looked', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items.length === 1 && (await stack.sql('SELECT 1 FROM automation_task')).length === 0);
  await at.write(' HOURS ');
  await until('the reply on the phone', async () => (await at.onPhone()).length > 0);
  expect(await at.onPhone()).toEqual(['This is Second.']);
  await page.getByTestId('dry-run').click();
  await expect(page.getByRole('dialog')).toContainText('Second');
  await look(page, 'dry-run');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

test('labels are made, set from the header, shown in rows and filtered by; snoozed conversations come back', async ({ stack, workspace, ownerPage: page }) => {
  const at = await phone(stack, workspace, ['Maya Chen', 'Jo Okafor']);
  await at.write('Where is order 1182?', 0);
  await at.write('The invoice is wrong', 1);
  await page.goto(`${stack.url}/settings/labels`);
  await look(page, 'labels-empty');
  for (const [name, colour] of [['refund', 'red'], ['VIP', 'plum']]) {
    await page.getByTestId('new-label').click();
    await page.getByTestId('label-name').fill(name);
    await page.getByRole('radio', { name: colour }).check({ force: true });
    await page.getByTestId('save-label').click();
    await expect(page.getByTestId('label-row').filter({ hasText: name })).toBeVisible();
  }
  await page.getByTestId('new-label').click();
  await page.getByTestId('label-name').fill('Refund');
  await page.getByTestId('save-label').click();
  await expect(page.getByRole('dialog')).toContainText(/already|taken/i);
  await look(page, 'label-dialog');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await look(page, 'labels');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);

  await page.goto(`${stack.url}/inbox/all`);
  await conversation(page, 'Maya Chen').click();
  await expect(page.getByTestId('thread').getByTestId('bubble')).toHaveCount(1);
  await page.locator('h1').first().focus();
  const began = Date.now();
  await page.keyboard.press('l');
  await page.getByRole('menuitemcheckbox', { name: 'refund' }).or(page.getByRole('menuitem', { name: 'refund' })).first().click();
  await expect(conversation(page, 'Maya Chen')).toContainText('refund');
  console.log(`L, label, to the chip in the row: ${Date.now() - began} ms`);
  await look(page, 'labelled');
  expect(await faults(page)).toEqual([]);
  await page.getByTestId('filter-label').click();
  await page.getByRole('menuitemradio', { name: 'refund' }).or(page.getByRole('menuitem', { name: 'refund' })).or(page.getByRole('menuitemcheckbox', { name: 'refund' })).first().click();
  await expect(page.getByTestId('conv-row')).toHaveCount(1);
  await page.reload();
  await expect(page.getByTestId('conv-row')).toHaveCount(1);
  await page.goto(`${stack.url}/inbox/all`);
  await expect(page.getByTestId('conv-row')).toHaveCount(2);

  await conversation(page, 'Jo Okafor').click();
  await expect(page.locator('h1').first()).toContainText('Jo Okafor');
  await page.locator('h1').first().focus();
  await page.keyboard.press('h');
  await look(page, 'snooze-menu');
  await page.getByRole('menuitem', { name: /In an hour/ }).click();
  await expect(conversation(page, 'Jo Okafor')).toHaveCount(0);
  const { items } = await workspace.owner.get<ConversationPage>('/conversations?view=snoozed');
  expect(items).toHaveLength(1);
  await page.goto(`${stack.url}/inbox/snoozed`);
  await expect(conversation(page, 'Jo Okafor')).toBeVisible();
  await look(page, 'snoozed');
  await page.goto(`${stack.url}/inbox/all`);
  await expect(conversation(page, 'Maya Chen')).toBeVisible();
  // As if the hour had passed.
  await stack.sql("UPDATE conversation SET snoozed_until = NOW(3) - INTERVAL 1 SECOND WHERE status = 'snoozed'");
  const woken = Date.now();
  await expect(conversation(page, 'Jo Okafor')).toBeVisible();
  console.log(`time to wake to row: ${Date.now() - woken} ms`);
});

test('a canned reply after /: filled in, its hole walked to with Tab, and not sent before', async ({ stack, workspace, ownerPage: page }) => {
  const at = await phone(stack, workspace);
  await at.write('Where is order 1182?');
  await page.goto(`${stack.url}/settings/canned-replies`);
  await page.getByTestId('new-canned').click();
  await page.getByTestId('canned-name').fill('Order on its way');
  await page.getByTestId('canned-shortcut').fill('way');
  await page.getByTestId('canned-body').fill('Hi {{contact.first_name}}, order {{contact.attributes.order_number}} is on its way.');
  await look(page, 'canned-dialog');
  expect(await faults(page)).toEqual([]);
  await page.getByTestId('save-canned').click();
  await expect(page.getByTestId('canned-row')).toContainText('/way');
  await look(page, 'canned');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);

  await page.goto(`${stack.url}/inbox/all`);
  await conversation(page, 'Maya Chen').click();
  const text = page.getByTestId('composer-reply').getByRole('textbox');
  await text.click();
  // Enter before the list is here, and again while its fields are being filled in, sends no /word.
  let release = () => {};
  const hurried = new Promise<void>((resolve) => (release = resolve));
  await page.route(/canned-replies|canned-list|chunk-/, async (route) => {
    await hurried;
    await route.continue();
  });
  await page.keyboard.type('/wa');
  await page.keyboard.press('Enter');
  await expect(text).toHaveValue('/wa');
  release();
  await expect(page.getByTestId('canned-option')).toContainText('Order on its way');
  await look(page, 'canned-list');
  expect(await faults(page)).toEqual([]);
  await text.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(text).toHaveValue('Hi Maya, order {{contact.attributes.order_number}} is on its way.');
  await expect(page.getByTestId('holes')).toHaveText('One field is empty: press Tab');
  await expect(page.getByTestId('send')).toBeDisabled();
  await look(page, 'canned-hole');
  expect(await faults(page)).toEqual([]);
  await text.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1182');
  await expect(text).toHaveValue('Hi Maya, order 1182 is on its way.');
  await page.keyboard.press('Enter');
  await until('the phone to show it', async () => (await at.onPhone()).length > 0);
  expect(await at.onPhone()).toEqual(['Hi Maya, order 1182 is on its way.']);
  await text.focus();
  await page.keyboard.type('/nothing-like-it');
  await expect(page.getByText('No canned reply.')).toBeVisible();
  await page.keyboard.press('Escape');
});

test('business hours are set, and a rule for outside of them answers', async ({ stack, workspace, ownerPage: page }) => {
  const at = await phone(stack, workspace);
  await page.goto(`${stack.url}/settings/hours`);
  await page.getByTestId('hours-on').click();
  await expect(page.getByRole('group', { name: 'Monday' })).toBeVisible();
  await look(page, 'hours');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await page.getByRole('group', { name: 'Monday' }).getByLabel('Monday until').fill('08:00');
  await expect(page.getByRole('group', { name: 'Monday' }).locator('.mx-field__error')).toBeVisible();
  await page.getByRole('group', { name: 'Monday' }).getByLabel('Monday until').fill('18:30');
  await page.keyboard.press('Control+s');
  await until('the hours to be kept', async () => (await workspace.owner.get<BusinessHours>('/workspace/hours')).week.mon[0]?.to === '18:30');
  await page.reload();
  await expect(page.getByLabel('Monday until')).toHaveValue('18:30');
  // Closed today and tomorrow, whatever the hour of the test is.
  const hours = await workspace.owner.get<BusinessHours>('/workspace/hours');
  await workspace.owner.put('/workspace/hours', { version: hours.version, enabled: true, holidays: [], week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] } });
  await page.goto(`${stack.url}/settings/auto-replies`);
  await page.getByTestId('starter-hours').click();
  await page.getByTestId('rule-on').getByRole('checkbox').check();
  await page.keyboard.press('Control+s');
  await expect(page.getByTestId('rule-row')).toContainText('outside hours');
  await at.write('Anybody there?');
  await until('the reply on the phone', async () => (await at.onPhone()).length > 0);
  expect((await at.onPhone())[0]).toContain('We are closed right now');
  expect(await workspace.owner.get<Label[]>('/labels')).toEqual([]);
});

test('rules are dragged into their order', async ({ stack, workspace, ownerPage: page }) => {
  for (const name of ['First', 'Second', 'Third']) await exact(workspace, name, name);
  await page.goto(`${stack.url}/settings/auto-replies`);
  const rows = page.getByTestId('rule-row');
  await expect(rows).toHaveCount(3);
  const grip = (name: string) => rows.filter({ hasText: name }).getByRole('button', { name: /^Move rule/ });
  await grip('Third').dragTo(rows.nth(0));
  await expect(rows.nth(0)).toContainText('Third');
  await expect(page.locator('[aria-live]').filter({ hasText: 'Moved to 1 of 3' })).toHaveCount(1);
  await until('the order to be kept', async () => (await orderOf(workspace)).join() === 'Third,First,Second');
  await grip('Third').dragTo(rows.nth(2));
  await expect(rows.nth(2)).toContainText('Third');
  await until('the order to be kept', async () => (await orderOf(workspace)).join() === 'First,Second,Third');
  // Somebody else orders them: the list follows.
  const { rules } = await workspace.owner.get<AutoReplies>('/auto-replies');
  await workspace.owner.put('/auto-replies/order', { ids: ['Second', 'Third', 'First'].map((name) => rules.find((rule) => rule.name === name)?.id) });
  await expect(rows.nth(0)).toContainText('Second');
  await expect(rows.nth(2)).toContainText('First');
  expect(await faults(page)).toEqual([]);
});

test('the try-it box tries what no text says: files, buttons, first messages, times, labels and languages', async ({ stack, workspace, ownerPage: page }) => {
  const vip = await workspace.owner.post<Label>('/labels', { clientId: randomUUID(), name: 'VIP', colour: 'plum', description: '' });
  const hours = await workspace.owner.get<BusinessHours>('/workspace/hours');
  const day = [{ from: '09:00', to: '17:00' }];
  await workspace.owner.put('/workspace/hours', { version: hours.version, enabled: true, holidays: [], week: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] } });
  const rules: [string, Partial<RuleConditions>][] = [
    ['Voice', { match: 'media', mediaKinds: ['voice'] }],
    ['Tracking', { match: 'button', words: ['track'] }],
    ['Weekend', { match: 'any', during: 'outside_hours' }],
    ['Important', { match: 'any', labelIds: [vip.id] }],
    ['German', { match: 'any', languages: ['de'] }],
    ['Welcome', { match: 'any', firstMessage: true }],
  ];
  for (const [name, conditions] of rules) await make(workspace, name, conditions);
  await page.goto(`${stack.url}/settings/auto-replies`);
  await page.getByTestId('rule-row').filter({ hasText: 'Welcome' }).getByRole('link').click();
  const box = page.getByTestId('try-it');
  const runs = (name: string) => expect(box.getByTestId('try-step').filter({ hasText: `${name} runs` })).toHaveAttribute('data-matched', 'true');
  await box.getByTestId('try-text').fill('Good morning');
  await box.locator('summary').click();
  await box.getByLabel('It comes').selectOption('at');
  // A Monday, and the Sunday before it.
  await box.getByTestId('try-at').fill('2026-11-30T10:00');
  await expect(box.getByTestId('try-step').filter({ hasText: 'Welcome' })).toContainText('not the first message');
  await box.getByLabel('Their first message').selectOption('yes');
  await runs('Welcome');
  await look(page, 'try-more');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await box.getByLabel('Language').selectOption('de');
  await runs('German');
  await box.getByTestId('try-label').click();
  await page.getByRole('menuitemcheckbox', { name: 'VIP' }).click();
  await runs('Important');
  await box.getByTestId('try-at').fill('2026-11-29T10:00');
  await runs('Weekend');
  await box.getByLabel('It is').selectOption('button');
  await box.getByLabel('Id of the button').fill('track');
  await runs('Tracking');
  await box.getByTestId('try-text').fill('');
  await box.getByLabel('It is').selectOption('voice');
  await runs('Voice');
  await expect(box.locator('summary')).toContainText('a voice message, their first, 2026-11-29 10:00, German, one label');
});

test('an open rule follows what another admin does, and never overwrites it unasked', async ({ stack, workspace, ownerPage: page }) => {
  const rule = await exact(workspace, 'Opening hours', 'hours');
  const { id, version, position: _p, hits7d: _h, lastHitAt: _l, problems: _s, ...body } = rule;
  const elsewhere = (change: Partial<AutoReplyRule>) => workspace.owner.put<AutoReplyRule>(`/auto-replies/${id}`, { ...body, ...change });
  await page.goto(`${stack.url}/settings/auto-replies`);
  await page.getByTestId('rule-row').getByRole('link').click();
  const [name, reply] = [page.getByTestId('rule-name'), page.getByTestId('reply-text')];
  await expect(name).toHaveValue('Opening hours');
  // Nothing is written: what others write is shown.
  const second = await elsewhere({ version, name: 'Hours' });
  await expect(name).toHaveValue('Hours');
  // A comma belongs to the phrase.
  const words = page.getByTestId('rule-words').getByRole('textbox');
  await words.click();
  await page.keyboard.type('Hi, when do you open?');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('rule-words').locator('mx-chip')).toHaveText(['hours', 'Hi, when do you open?']);
  await reply.fill('From nine to five.');
  await elsewhere({ version: second.version, name: 'When we are open', actions: [{ do: 'reply_text', text: 'All day.' }] });
  await expect(page.getByTestId('version-conflict')).toContainText('They changed name, reply and steps.');
  await expect(page.getByTestId('rule-row')).toContainText('When we are open');
  await expect(reply).toHaveValue('From nine to five.');
  await look(page, 'rule-conflict');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await page.keyboard.press('Control+s');
  await expect(page.getByTestId('version-conflict')).toBeVisible();
  expect((await workspace.owner.get<AutoReplies>('/auto-replies')).rules[0].actions).toEqual([{ do: 'reply_text', text: 'All day.' }]);
  await page.getByTestId('keep-mine').click();
  await expect(page.getByTestId('version-conflict')).toHaveCount(0);
  await until('mine to be kept', async () => JSON.stringify((await workspace.owner.get<AutoReplies>('/auto-replies')).rules[0].actions).includes('From nine to five.'));
  // Deleted while somebody writes: what is written stays, and becomes a new rule.
  await reply.fill('From ten to four.');
  await workspace.owner.delete(`/auto-replies/${id}`);
  await expect(page.getByTestId('rule-gone')).toBeVisible();
  await expect(reply).toHaveValue('From ten to four.');
  await page.keyboard.press('Control+s');
  await expect(page.getByTestId('rule-row')).toContainText('Hours');
  await expect(page.getByTestId('rule-gone')).toHaveCount(0);
  await expect(reply).toHaveValue('From ten to four.');
});

test('a rule answers with a template: its picture is a file, and what is missing is named', async ({ stack, workspace, ownerPage: page }) => {
  const at = await phone(stack, workspace);
  await stack.simulator.call('POST', '/templates', { wabaId: at.number.wabaId, samples: true });
  await workspace.owner.post('/templates/sync', { channelId: at.channel.id });
  await until('the templates', async () => (await workspace.owner.get<TemplateList>(`/templates?channelId=${at.channel.id}`)).sync.state === 'done');
  await page.goto(`${stack.url}/settings/auto-replies/new`);
  const editor = page.getByTestId('rule-editor');
  await editor.getByTestId('rule-name').fill('Parcel');
  await editor.getByTestId('rule-words').getByRole('textbox').fill('parcel');
  await page.keyboard.press('Enter');
  await editor.getByTestId('reply-way').getByRole('button').click();
  await page.getByRole('menuitemcheckbox', { name: 'with a template' }).click();
  await editor.getByRole('button', { name: /^Template:/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /^parcel_update · en/ }).click();
  await expect(editor.getByTestId('slots-missing')).toContainText('Header image');
  const slot = (key: string) => editor.locator(`[data-testid="slot"][data-key="${key}"]`);
  await slot('header').locator('input[type="file"]').setInputFiles({ name: 'moving.gif', mimeType: 'image/gif', buffer: Buffer.from('R0lGODlhAQABAAAAACw=', 'base64') });
  await expect(slot('header')).toContainText('WhatsApp takes JPEG or PNG here.');
  const photo = await sample(stack, at.number, 'photo');
  await slot('header').locator('input[type="file"]').setInputFiles(photo);
  await expect(slot('header')).toContainText(photo.name);
  await slot('body.1').getByRole('button', { name: /^Fill/ }).click();
  await page.getByRole('menuitem', { name: 'Contact · First name' }).click();
  await expect(slot('body.1').getByRole('textbox')).toHaveValue('{{contact.first_name}}');
  await look(page, 'rule-template');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await slot('body.2').getByRole('textbox').fill('5521');
  await slot('button.0').getByRole('textbox').fill('5521');
  await expect(editor.getByTestId('slots-missing')).toHaveCount(0);
  await page.getByTestId('rule-on').getByRole('checkbox').check();
  await page.keyboard.press('Control+s');
  await expect(page.getByTestId('rule-row')).toContainText('Parcel');
  await at.write('Where is my parcel?');
  await until('the reply on the phone', async () => (await at.onPhone()).length > 0);
  const chat = await stack.simulator.chat(at.number.customers[0].id, at.number.phoneNumberId);
  const sent = JSON.stringify(chat.at(-1));
  expect(sent).toContain('Hi Maya, parcel 5521 is on its way.');
  const id = /"image":\{"id":"(\d+)"/.exec(sent)?.[1];
  expect((await stack.simulator.file(String(id))).bytes.equals(photo.buffer)).toBe(true);
});

test('a rule for outside of hours that are off says so', async ({ stack, ownerPage: page }) => {
  await page.goto(`${stack.url}/settings/auto-replies/new?from=hours`);
  await expect(page.getByTestId('hours-off')).toContainText('never outside of them');
  await expect(page.getByTestId('hours-off').getByRole('link')).toHaveAttribute('href', '/settings/hours');
  await look(page, 'rule-hours-off');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
});

test('a rule that is not saved yet is tried on the last 30 days', async ({ stack, workspace, ownerPage: page }) => {
  const at = await phone(stack, workspace);
  for (const text of ['Can I get a refund?', 'A refund, please']) await at.write(text);
  await until('the messages', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items.length === 1);
  await page.goto(`${stack.url}/settings/auto-replies/new?from=refund`);
  await expect(page.getByTestId('rule-name')).toHaveValue('Refund request');
  await page.getByTestId('dry-run').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('and with “Refund request” as it is written here');
  await expect(dialog.getByRole('row').filter({ hasText: 'Refund request' })).toContainText('not saved');
  await expect(dialog.getByRole('row').filter({ hasText: 'Refund request' }).getByRole('cell').nth(1)).toHaveText('1');
  await look(page, 'dry-run-draft');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

test('what another admin changed while there was no connection is shown once it is back', async ({ stack, workspace, page, context }) => {
  await signIn(context, stack, workspace.owner.cookie);
  const rule = await exact(workspace, 'Opening hours', 'hours');
  const { id, version, position: _p, hits7d: _h, lastHitAt: _l, problems: _s, ...body } = rule;
  await page.goto(`${stack.url}/settings/auto-replies`);
  const row = page.getByTestId('rule-row');
  await expect(row).toContainText('Opening hours');
  // The connection is there: what changes is shown live.
  const second = await workspace.owner.put<AutoReplyRule>(`/auto-replies/${id}`, { ...body, version, name: 'Hours' });
  await expect(row).toContainText('Hours');
  await context.setOffline(true);
  await expect(page.getByTestId('net-band')).toBeVisible();
  await workspace.owner.put<AutoReplyRule>(`/auto-replies/${id}`, { ...body, version: second.version, name: 'When we are open' });
  await context.setOffline(false);
  await expect(row).toContainText('When we are open');
});
