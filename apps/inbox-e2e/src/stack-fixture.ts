import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { Stack, type TestWorkspace } from '@mailtrixy/e2e/stack';

interface TestFixtures {
  workspace: TestWorkspace;
  /** A page that is signed in as the workspace's owner. Console errors and foreign requests fail the test. */
  ownerPage: Page;
}

/** One stack for all tests of a run, a fresh workspace for each. */
export const test = base.extend<TestFixtures, { stack: Stack }>({
  stack: [
    // Playwright reads the fixture's dependencies from this pattern; it has none.
    async ({}, use) => {
      // Tests are faster than people.
      const stack = await Stack.start({ env: { MAILTRIXY_RATE_LIMIT_FACTOR: '100' } });
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  workspace: async ({ stack }, use) => use(await stack.workspace()),
  ownerPage: async ({ stack, workspace, page, context }, use) => {
    const problems = watch(page, stack.url);
    await signIn(context, stack, workspace.owner.cookie);
    await use(page);
    base.expect(problems).toEqual([]);
  },
});

export { expect } from '@playwright/test';

/** Takes an api client's session into the browser. */
export async function signIn(context: BrowserContext, stack: Stack, cookie: string): Promise<void> {
  const [name, value] = cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: stack.url, httpOnly: true, sameSite: 'Lax' }]);
}

/** Collects what must never happen on a page of ours. */
export function watch(page: Page, origin: string): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && !/status of (4\d\d|503)/.test(message.text()) && problems.push(`console: ${message.text()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith(origin.replace('http', 'ws')) && !/^(data|blob):/.test(url)) problems.push(`left the origin: ${url}`);
  });
  return problems;
}
