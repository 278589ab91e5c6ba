import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What axe finds on a page at rest: while a dialog still fades in, its text is as pale as it is see-through.
 * @param part selector of what to look at; the whole page without it
 * @param rules only these rules; all without it
 */
export async function axeFaults(page: Page, { part, rules }: { part?: string; rules?: string[] } = {}): Promise<string[]> {
  await atRest(page);
  const axe = new AxeBuilder({ page });
  if (part) axe.include(part);
  if (rules) axe.withRules(rules);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** What axe finds, in both schemes, whether the page is wider than the screen, and whether the frame around it moved. */
export async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await axeFaults(page)).map((fault) => `${colorScheme} ${fault}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const moved = await page.evaluate(() => document.querySelector('.mx-app')?.scrollTop ?? 0);
  return [...found, ...(wide > 0 ? [`${wide} px too wide`] : []), ...(moved > 0 ? [`the frame moved by ${moved} px`] : [])];
}

/** For people who look: with MAILTRIXY_LOOK=<folder> every named state is kept there: light, dark, and on a phone. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['MAILTRIXY_LOOK'];
  if (!folder) return;
  const size = page.viewportSize();
  for (const [kind, width, height, colorScheme] of [['light', 1366, 768, 'light'], ['dark', 1366, 768, 'dark'], ['phone', 390, 844, 'light']] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(folder, `${name}-${kind}.png`), animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (size) await page.setViewportSize(size);
}

/** The same page on a phone. */
export async function faultsOnPhone(page: Page): Promise<string[]> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const found = await faults(page);
  if (size) await page.setViewportSize(size);
  return found.map((fault) => `phone: ${fault}`);
}

/** Waits until no animation or transition that has an end is under way; spinners turn on. */
async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running' || animation.effect?.getComputedTiming().endTime === Infinity));
}
