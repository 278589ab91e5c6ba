import path from 'node:path';
import type { Page } from '@playwright/test';
import { until } from '@mailtrixy/e2e/stack';
import { faults, faultsOnPhone, look } from './page-faults';
import { expect, test } from './stack-fixture';

const PICTURES = path.resolve(__dirname, '../../../docs/pictures');

const row = (page: Page, title: string) => page.getByTestId('document-row').filter({ hasText: title });

test('an article saves itself, is published, found and compared with its older version', async ({ stack, workspace, ownerPage: page }) => {
  await page.goto(`${stack.url}/knowledge`);
  await expect(page.getByText('What should the AI know?')).toBeVisible();
  await look(page, 'knowledge-empty');
  expect(await faults(page)).toEqual([]);
  await page.getByTestId('write-article').click();
  await page.getByTestId('article-title').fill('Shipping');
  await page.getByTestId('article-text').fill('# Shipping\n\nExpress parcels arrive within **two working days**.\n\n| Country | Days |\n| --- | --- |\n| Norway | 5 |\n\n<script>alert(1)</script>');
  await expect(page.getByTestId('article-saved')).toHaveText('Draft saved');
  await expect(page).toHaveURL(/knowledge\/articles\/[0-9a-f-]{36}$/);
  await page.getByTestId('article-question').fill('When does express arrive?');
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: 'Preview' }).or(page.getByRole('button', { name: 'Preview' })).first().click();
  await expect(page.locator('mx-markdown-preview')).toContainText('<script>alert(1)</script>');
  await expect(page.locator('mx-markdown-preview strong')).toHaveText('two working days');
  await look(page, 'article-preview');
  expect(await faults(page)).toEqual([]);
  await page.getByTestId('publish').click();
  await expect(page.getByTestId('article-saved')).toHaveText('Published');

  await page.getByRole('radio', { name: 'Write' }).or(page.getByRole('button', { name: 'Write', exact: true })).first().click();
  await page.getByTestId('article-text').fill('# Shipping\n\nExpress parcels arrive within **three working days**.');
  await expect(page.getByTestId('article-saved')).toHaveText('Draft saved, not published');
  await page.getByTestId('publish').click();
  await expect(page.getByTestId('article-saved')).toHaveText('Published');
  await page.getByRole('button', { name: 'Version 1' }).click();
  await expect(page.locator('del').filter({ hasText: 'two' })).toBeVisible();
  await expect(page.locator('ins').filter({ hasText: 'three' })).toBeVisible();
  await look(page, 'article-version');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await look(page, 'article');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);

  // As the AI sees it, and what a question finds.
  await page.goto(`${stack.url}/knowledge`);
  await expect(row(page, 'Shipping')).toHaveAttribute('data-state', 'ready');
  await row(page, 'Shipping').getByRole('link', { name: 'Shipping' }).click();
  const viewer = page.getByTestId('passage-viewer');
  await expect(viewer.getByTestId('passage').first()).toContainText('three working days');
  await viewer.getByLabel('Question').fill('When do express parcels arrive?');
  await viewer.getByRole('button', { name: 'Ask' }).click();
  await expect(viewer).toContainText(/Found first, confidence \d+/);
  await expect(viewer.locator('mark').first()).toBeVisible();
  await look(page, 'knowledge');
  if (process.env['MAILTRIXY_PICTURES']) await page.screenshot({ path: path.join(PICTURES, 'knowledge.png') });
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await viewer.getByRole('button', { name: 'Close' }).click();
  await page.getByTestId('ask').fill('How fast is express?');
  const asked = Date.now();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('ask-hit').first()).toContainText('three working days');
  console.log(`question to passages on screen: ${Date.now() - asked} ms`);
  await look(page, 'ask');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');

  // A colleague without the right reads and does not write.
  const { client } = await stack.member(workspace.owner, 'agent');
  expect(await client.problem('POST', '/knowledge/articles', { title: 'No' })).toMatchObject({ status: 403 });
});

test('files: a text is read while the list looks on; a PDF that is none and one of a wrong type say so', async ({ stack, ownerPage: page }) => {
  await page.goto(`${stack.url}/knowledge/files`);
  const drop = page.getByTestId('knowledge-drop').locator('input[type="file"]');
  const began = Date.now();
  await drop.setInputFiles([
    { name: 'warranty.txt', mimeType: 'text/plain', buffer: Buffer.from('Warranty\n\nEvery lamp has a warranty of two years. Send the receipt to claim it.') },
    { name: 'lies.pdf', mimeType: 'application/pdf', buffer: Buffer.from('GIF89a, and not a PDF at all') },
    { name: 'song.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('ID3') },
  ]);
  await expect(page.getByTestId('upload-row').filter({ hasText: 'song.mp3' })).toContainText('can be read');
  await expect(row(page, 'warranty')).toHaveAttribute('data-state', 'ready');
  console.log(`choosing a text file to indexed: ${Date.now() - began} ms`);
  await expect(page.getByTestId('upload-row').filter({ hasText: 'lies.pdf' }).or(row(page, 'lies').filter({ hasText: 'Failed' })).first()).toContainText('The name ends in .pdf, but the file is a picture');
  await look(page, 'knowledge-files');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await page.getByRole('button', { name: 'Actions for warranty' }).click();
  await page.getByRole('menuitem', { name: 'For agents only' }).click();
  await expect(row(page, 'warranty')).toContainText('Agents only');
  await page.getByRole('button', { name: 'Actions for warranty' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(row(page, 'warranty')).toHaveCount(0);
});

test('questions and answers are imported; an address inside the network is refused in words', async ({ stack, ownerPage: page }) => {
  await page.goto(`${stack.url}/knowledge/websites`);
  await look(page, 'knowledge-websites');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await page.getByTestId('website-url').fill('http://127.0.0.1/');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').or(page.getByTestId('website-row').filter({ hasText: 'Failed' })).first()).toContainText(/public|private|network/);

  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('menuitem', { name: 'Questions and answers…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByTestId('faq-import')).toBeVisible();
  await look(page, 'faq-import');
  expect(await faults(page)).toEqual([]);
  // As Excel saves CSV: in windows-1252.
  await dialog.locator('input[type="file"]').setInputFiles({ name: 'Kosten.csv', mimeType: 'text/csv', buffer: Buffer.from('Frage;Antwort\nWas kostet R\xfcckversand?;3,90 \x80', 'latin1') });
  await expect(dialog.getByTestId('faq-preview').locator('tr')).toHaveText(['FrageAntwort', 'Was kostet Rückversand?3,90 €']);
  await dialog.getByLabel('Name').fill('Shop FAQ');
  await dialog.getByTestId('faq-csv').fill('question,answer\nDo you ship to Norway?,"Yes, in three to five days."\nCan I pay by invoice?,Yes, from the second order on.');
  await dialog.getByTestId('faq-import').click();
  await expect(page.getByTestId('faq-result')).toContainText('2 questions imported');
  await page.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByTestId('document-row').filter({ hasText: 'Do you ship to Norway?' })).toHaveAttribute('data-state', 'ready');
});

test('a question without a source becomes a gap, and the gap an article', async ({ stack, workspace, ownerPage: page }) => {
  const { channel, number } = await stack.channel(workspace.owner);
  const { version } = await workspace.owner.get<{ version: number }>(`/ai/channels/${channel.id}`);
  await workspace.owner.patch(`/ai/channels/${channel.id}`, { version, mode: 'draft', debounceS: 0 });
  await page.goto(`${stack.url}/knowledge/gaps`);
  await expect(page.getByText('No open questions')).toBeVisible();
  const asked = Date.now();
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Do you repair broken lamp shades?');
  await until('the gap', async () => (await workspace.owner.get<{ items: unknown[] }>('/knowledge/gaps')).items.length > 0);
  const gap = page.getByTestId('gap-row').filter({ hasText: 'repair broken lamp shades' });
  await expect(gap).toBeVisible();
  console.log(`customer's key press to gap on screen: ${Date.now() - asked} ms`);
  await look(page, 'knowledge-gaps');
  expect(await faults(page)).toEqual([]);
  expect(await faultsOnPhone(page)).toEqual([]);
  await gap.getByRole('link', { name: 'Write article' }).click();
  await expect(page.getByTestId('article-title')).toHaveValue('Do you repair broken lamp shades?');
  await page.getByTestId('article-text').fill('Yes. Broken lamp shades are repaired within two weeks.');
  // A draft answers nobody: the question stays open.
  await expect(page.getByTestId('article-saved')).toHaveText('Draft saved');
  expect((await workspace.owner.get<{ items: unknown[] }>('/knowledge/gaps')).items).toHaveLength(1);
  await page.getByTestId('publish').click();
  await expect(page.getByTestId('article-saved')).toHaveText('Published');
  await page.goto(`${stack.url}/knowledge/gaps`);
  await expect(page.getByText('No open questions')).toBeVisible();
});
