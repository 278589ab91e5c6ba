import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { until, type Provisioned, type Stack } from '@mailtrixy/e2e/stack';
import config from '../playwright.config';
import { axeFaults } from './page-faults';
import { sample } from './sample-file';
import { expect, test } from './stack-fixture';

const PICTURES = path.resolve(__dirname, '../../../docs/pictures/bubbles');
const { launchOptions } = config.use ?? {};

// a microphone that hums, for the recorder
test.use({ permissions: ['microphone'], launchOptions: { ...launchOptions, args: [...(launchOptions?.args ?? []), '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] } });

const bubbles = (page: Page) => page.getByTestId('thread').getByTestId('bubble');
const newest = (page: Page) => bubbles(page).last();

async function picture(bubble: Locator, name: string): Promise<void> {
  await bubble.screenshot({ path: path.join(process.env['MAILTRIXY_PICTURES'] ? PICTURES : test.info().outputDir, `${name}.png`), animations: 'disabled' });
}

/** A phone that writes, and the conversation open in the browser. */
async function openThread(stack: Stack, owner: Parameters<Stack['channel']>[0], page: Page, phone: string): Promise<{ number: Provisioned; maya: string }> {
  const { number } = await stack.channel(owner, { customers: [{ name: 'Maya Chen', phone }] });
  const maya = number.customers[0].id;
  await stack.simulator.write(maya, number.phoneNumberId, 'Hello, this is Maya');
  await page.goto(`${stack.url}/inbox/all`);
  await page.getByTestId('conv-row').filter({ hasText: 'Maya Chen' }).click();
  await expect(newest(page)).toContainText('Hello, this is Maya');
  return { number, maya };
}

interface Kind {
  name: string;
  /** As POST /_control/customers/{ref}/messages takes it. */
  message: Record<string, unknown>;
  /** Words or a selector inside the bubble. */
  shows: string | RegExp;
  has?: string;
}

const KINDS: Kind[] = [
  { name: 'text', message: { text: 'Is the *glaze* food-safe? _sea green_\n- 2 mugs\n- 1 bowl\nhttps://acme.example/glaze' }, shows: 'Is the glaze food-safe?', has: 'a[href="https://acme.example/glaze"]' },
  { name: 'emoji', message: { text: '🎉🙏' }, shows: '🎉🙏', has: '.emoji-only' },
  { name: 'image', message: { type: 'image', image: { sample: 'photo', caption: 'A bit dented' } }, shows: 'A bit dented', has: 'mx-picture img' },
  { name: 'video', message: { type: 'video', video: { sample: 'clip' } }, shows: '', has: 'video[controls]' },
  { name: 'audio', message: { type: 'audio', audio: { sample: 'song' } }, shows: '0:00', has: '[role="slider"]' },
  { name: 'voice', message: { type: 'audio', audio: { sample: 'voice', voice: true } }, shows: '0:00', has: '[role="slider"]' },
  { name: 'document', message: { type: 'document', document: { sample: 'invoice', filename: 'Invoice-1182-leeds-warehouse.pdf' } }, shows: 'PDF', has: 'a[download]' },
  { name: 'sticker', message: { type: 'sticker', sticker: { sample: 'sticker' } }, shows: '', has: 'img[alt="Sticker"]' },
  { name: 'location', message: { type: 'location', location: { latitude: 53.79971, longitude: -1.5492, name: 'Larch Lane pick-up point', address: '14 Larch Lane, Leeds' } }, shows: '14 Larch Lane, Leeds', has: 'a[href*="openstreetmap"]' },
  { name: 'contacts', message: { type: 'contacts', message: { contacts: [{ name: { formatted_name: 'Ben Chen', first_name: 'Ben' }, phones: [{ phone: '+44 7700 900456', type: 'CELL' }], emails: [{ email: 'ben.chen@mail.example' }] }] } }, shows: 'Ben Chen', has: 'a[href^="tel:"]' },
  { name: 'button-reply', message: { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'track', title: 'Track order' } } }, shows: /Chose:\s*Track order/ },
  { name: 'list-reply', message: { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'post', title: 'Express', description: 'Next day' } } }, shows: /Chose:\s*Express\s*Next day/ },
  { name: 'form-answer', message: { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: JSON.stringify({ street: '14 Larch Lane', city: 'Leeds' }) } } }, shows: '14 Larch Lane', has: 'dl' },
  { name: 'template-button', message: { type: 'button', button: { payload: 'change', text: 'Change my order' } }, shows: /Chose:\s*Change my order/ },
  { name: 'order', message: { type: 'order', order: { catalog_id: '1', text: 'By Friday, please', product_items: [{ product_retailer_id: 'mug-2', quantity: 2, item_price: 4.5, currency: 'EUR' }] } }, shows: /Order, 2 items[\s\S]*€9\.00/ },
  { name: 'forwarded', message: { text: 'Seen this?', forwarded: 'often' }, shows: 'Forwarded many times' },
  { name: 'unsupported', message: { type: 'unsupported', message: { errors: [{ code: 131051, title: 'Message type unknown' }], unsupported: { type: 'poll_creation' } } }, shows: /poll|can't show/i, has: 'button:has-text("View raw")' },
];

test('every kind of message of a customer gets its bubble', async ({ stack, workspace, ownerPage: page }) => {
  test.setTimeout(240_000);
  const { number, maya } = await openThread(stack, workspace.owner, page, '447700900174');
  for (const kind of KINDS) {
    await test.step(kind.name, async () => {
      const before = await newest(page).getAttribute('data-id');
      await stack.simulator.write(maya, number.phoneNumberId, kind.message);
      await expect(newest(page)).not.toHaveAttribute('data-id', before ?? '');
      const bubble = newest(page);
      if (kind.shows) await expect(bubble).toContainText(kind.shows);
      if (kind.has) await expect(bubble.locator(kind.has).first()).toBeVisible();
      await page.mouse.move(0, 0);
      await picture(bubble, kind.name);
    });
  }

  await test.step('a photo is really there, and opens large', async () => {
    await stack.simulator.write(maya, number.phoneNumberId, { type: 'image', image: { sample: 'screenshot' } });
    const photo = newest(page).locator('mx-picture img');
    await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await newest(page).getByRole('button', { name: 'Open photo' }).click();
    const box = page.getByTestId('lightbox');
    await expect(box.getByRole('status')).toHaveText('2 of 2');
    await page.keyboard.press('ArrowLeft');
    await expect(box.getByRole('status')).toHaveText('1 of 2');
    await page.keyboard.press('+');
    await expect(box.getByText('150 %')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(box).toHaveCount(0);
  });

  await test.step('a reply quotes, and the quote leads to the message', async () => {
    const [wamid] = await stack.simulator.write(maya, number.phoneNumberId, 'The one in question');
    await expect(newest(page)).toContainText('The one in question');
    await stack.simulator.write(maya, number.phoneNumberId, { text: 'I mean this one', context: wamid });
    await expect(newest(page).locator('.mx-quote')).toContainText('The one in question');
    await picture(newest(page), 'quoted');
    await newest(page).locator('.mx-quote').click();
    await expect(page.locator('.mx-bubble--flash')).toContainText('The one in question');
  });

  await test.step('reactions, edits and take-backs change the bubble that they are about', async () => {
    const [wamid] = await stack.simulator.write(maya, number.phoneNumberId, 'Ten mugs');
    await expect(newest(page)).toContainText('Ten mugs');
    await newest(page).hover();
    await newest(page).getByRole('button', { name: 'React' }).click();
    await newest(page).getByRole('button', { name: 'Thank you' }).click();
    await expect(newest(page).getByRole('button', { name: /You reacted 🙏/ })).toBeVisible();
    await until('the reaction to be on the phone', async () => (await stack.simulator.chat(maya, number.phoneNumberId)).some((message) => message.from === 'business' && message.type === 'reaction'));
    await page.mouse.move(0, 0);
    await picture(newest(page), 'reaction');
    await stack.simulator.act(maya, number.phoneNumberId, 'edit', { wamid, text: 'Twelve mugs' });
    await expect(newest(page)).toContainText('Twelve mugs');
    await expect(newest(page)).toContainText('Edited');
    await stack.simulator.act(maya, number.phoneNumberId, 'revoke', { wamid });
    await expect(newest(page)).toContainText('This message was deleted');
    await picture(newest(page), 'deleted');
  });

  await test.step('calls, ads and notices are told', async () => {
    await stack.simulator.act(maya, number.phoneNumberId, 'call', { outcome: 'missed' });
    await expect(page.getByTestId('thread')).toContainText(/missed call/i);
    await stack.simulator.act(maya, number.phoneNumberId, 'ad', { text: 'I saw your mugs' });
    const ad = bubbles(page).filter({ hasText: 'I saw your mugs' });
    await expect(ad).toContainText(/From an? (ad|post)/);
    await picture(ad, 'referral');
    await stack.simulator.act(maya, number.phoneNumberId, 'identity-changed');
    await expect(newest(page)).toHaveAttribute('data-type', 'system');
  });

  expect(await axeFaults(page, { part: '[data-testid="thread"]' })).toEqual([]);
});

test('every kind of message goes out from the composer', async ({ stack, workspace, ownerPage: page }) => {
  test.setTimeout(240_000);
  const { number, maya } = await openThread(stack, workspace.owner, page, '447700900175');
  const composer = page.getByTestId('composer-reply');
  const dialog = page.getByRole('dialog');
  const onPhone = async (type: string, words?: RegExp) =>
    until(`a ${type} on the phone`, async () => (await stack.simulator.chat(maya, number.phoneNumberId)).some((message) => message.from === 'business' && message.type === type && (!words || words.test(JSON.stringify(message)))));
  const more = async (entry: string) => {
    await composer.getByTestId('more-to-send').click();
    await page.getByRole('menuitem', { name: entry }).click();
  };
  await expect(composer.getByTestId('send-to')).toContainText('+44');

  await test.step('files in order, the text as the caption of the first', async () => {
    const photo = await sample(stack, number, 'photo');
    const invoice = await sample(stack, number, 'invoice');
    await composer.getByTestId('attach-input').setInputFiles([photo, invoice]);
    await expect(page.getByTestId('tray-file')).toHaveCount(2);
    await expect(page.getByTestId('tray-file').nth(1)).toHaveAttribute('data-state', 'ready');
    await composer.getByRole('textbox', { name: /^Reply/ }).fill('The label and the photo');
    await composer.getByTestId('send').click();
    await expect(page.getByTestId('file-tray')).toHaveCount(0);
    await onPhone('image', /The label and the photo/);
    await onPhone('document');
    await expect(newest(page)).toContainText('PDF');
    await expect(newest(page)).toHaveAttribute('data-status', /sent|delivered|read/);
    await picture(newest(page), 'out-document');
  });

  await test.step('what WhatsApp would refuse says why, and goes as a document', async () => {
    await composer.getByTestId('attach-input').setInputFiles({ name: 'moving.gif', mimeType: 'image/gif', buffer: Buffer.from('R0lGODlhAQABAAAAACw=', 'base64') });
    const card = page.getByTestId('tray-file');
    await expect(card).toContainText('WhatsApp takes no gif as photo');
    await expect(composer.getByTestId('send')).toBeDisabled();
    await card.getByRole('button', { name: 'Remove moving.gif' }).click();
    await expect(card).toHaveCount(0);
  });

  await test.step('video, audio and sticker', async () => {
    await composer.getByTestId('attach-input').setInputFiles([await sample(stack, number, 'clip'), await sample(stack, number, 'song')]);
    await expect(page.getByTestId('tray-file').nth(1)).toHaveAttribute('data-state', 'ready');
    await expect(page.getByTestId('tray-file').nth(0)).toHaveAttribute('data-state', 'ready');
    await composer.getByTestId('send').click();
    await onPhone('video');
    await onPhone('audio');
    await composer.getByTestId('sticker-input').setInputFiles(await sample(stack, number, 'sticker'));
    await expect(page.getByTestId('tray-file')).toHaveAttribute('data-state', 'ready');
    await composer.getByTestId('send').click();
    await onPhone('sticker');
  });

  await test.step('a voice message, recorded here', async () => {
    await composer.getByRole('button', { name: 'Record a voice message' }).click();
    const recorder = page.getByTestId('voice-recorder');
    await expect(recorder.locator('.time')).toHaveText('0:01');
    await recorder.getByRole('button', { name: 'Stop and listen' }).click();
    await expect(recorder.locator('audio')).toBeVisible();
    await recorder.getByTestId('send-voice').click();
    await expect(newest(page).locator('[role="slider"]')).toBeVisible();
    await onPhone('audio', /voice/);
    await picture(newest(page), 'out-voice');
  });

  await test.step('emoji', async () => {
    await composer.getByTestId('emoji-button').click();
    await page.getByRole('searchbox', { name: 'Search emoji' }).fill('party popper');
    await expect(page.getByTestId('emoji-picker').getByRole('button', { name: 'party popper' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(composer.getByRole('textbox', { name: /^Reply/ })).toHaveValue('🎉');
    // Escape closes the emoji before it leaves the field
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('emoji-picker')).toHaveCount(0);
    await expect(composer.getByRole('textbox', { name: /^Reply/ })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await composer.getByTestId('send').click();
    await onPhone('text', /🎉/);
  });

  await test.step('a place and a contact', async () => {
    await more('Location');
    await dialog.getByLabel('Coordinates').fill('53.7997, -1.5492');
    await dialog.getByLabel('Name').fill('Our shop');
    await dialog.getByRole('button', { name: 'Send location' }).click();
    await onPhone('location', /Our shop/);
    await expect(newest(page)).toContainText('Our shop');
    await picture(newest(page), 'out-location');
    await more('Contact');
    await dialog.getByLabel('Name').fill('Tom Hale');
    await dialog.getByLabel('Phone').fill('+44 7700 900456');
    await dialog.getByRole('button', { name: 'Send contact' }).click();
    await onPhone('contacts', /Tom Hale/);
    await picture(newest(page), 'out-contact');
  });

  await test.step('buttons, a list, a link, and two questions', async () => {
    const build = async (kind: string, fill: () => Promise<void>) => {
      await more('Message with buttons');
      await dialog.getByRole('radio', { name: kind }).check();
      await dialog.getByRole('textbox', { name: /^Text/ }).fill(`About ${kind}`);
      await fill();
      await dialog.getByTestId('send-interactive').click();
      await onPhone('interactive', new RegExp(`About ${kind}`));
      await expect(newest(page)).toContainText(`About ${kind}`);
    };
    await build('Reply buttons', async () => {
      await dialog.getByRole('textbox', { name: /^Button 1/ }).fill('Yes, please, send it now');
      await expect(dialog.getByText('Too long by 4')).toBeVisible();
      await expect(dialog.getByTestId('send-interactive')).toBeDisabled();
      await dialog.getByRole('textbox', { name: /^Button 1/ }).fill('Yes');
    });
    await expect(newest(page).getByRole('list', { name: 'Buttons' })).toContainText('Yes');
    await picture(newest(page), 'out-buttons');
    await build('List', async () => {
      await dialog.getByRole('textbox', { name: /^Words on the list button/ }).fill('Choose');
      await dialog.getByRole('textbox', { name: /^Row 1/ }).fill('Express');
    });
    await build('Link button', async () => {
      await dialog.getByRole('textbox', { name: /^Words on the button/ }).fill('Track');
      await dialog.getByRole('textbox', { name: /^Link/ }).fill('https://acme.example/1182');
    });
    await build('Ask for location', async () => undefined);
    await build('Ask for contact', async () => undefined);
    await picture(newest(page), 'out-contact-request');
  });

  await test.step('a picture that is pasted or dropped lands in the tray', async () => {
    const { buffer, mimeType } = await sample(stack, number, 'photo');
    const data = await page.evaluateHandle(
      ({ bytes, type }) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], 'dropped.jpg', { type }));
        return transfer;
      },
      { bytes: buffer.toString('base64'), type: mimeType },
    );
    await page.getByTestId('thread').dispatchEvent('drop', { dataTransfer: data });
    await expect(page.getByTestId('tray-file')).toContainText('dropped.jpg');
    expect(await axeFaults(page, { part: '[data-testid="composer-reply"]' })).toEqual([]);
  });
});
