import { touchFaults } from './touch-faults';
import { expect, signIn, test, watch } from './stack-fixture';

// With a finger controls are 44 px high and wide: what fits for a mouse at the same width may not.
for (const [width, height] of [[390, 844], [320, 640]] as const) {
  test(`on a touch screen of ${width} px every control of the thread can be reached`, async ({ stack, workspace, browser }) => {
    const { number } = await stack.channel(workspace.owner);
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Is my parcel on its way?');
    const context = await browser.newContext({ viewport: { width, height }, hasTouch: true, isMobile: true });
    await signIn(context, stack, workspace.owner.cookie);
    const page = await context.newPage();
    const problems = watch(page, stack.url);
    await page.goto(`${stack.url}/inbox/all`);
    await page.getByTestId('conv-row').tap();
    await expect(page.getByTestId('draft-button')).toBeVisible();
    expect(await touchFaults(page)).toEqual([]);
    const box = page.getByTestId('composer-reply').getByRole('textbox');
    await box.fill('a'.repeat(3900));
    await expect(page.getByText('3900 / 4096')).toBeVisible();
    expect(await touchFaults(page)).toEqual([]);
    await page.getByTestId('tab-note').tap();
    await expect(page.getByTestId('draft-button')).toBeHidden();
    expect(await touchFaults(page)).toEqual([]);
    await page.getByTestId('tab-reply').tap();
    await box.fill('');
    await page.getByTestId('more-to-send').tap();
    await page.getByRole('menuitem', { name: 'Template' }).tap();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(problems).toEqual([]);
    await context.close();
  });
}
