// Finding a Chromium for the browser tests, or fetching one.
import os from 'node:os';
import path from 'node:path';
import { aptInstall } from '../services/apt.mjs';
import { findProgram } from '../services/find-binaries.mjs';
import { run } from '../services/run-command.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'];

export const CHROMIUM_ADVICE =
  'No Chromium was found, and none could be fetched. Install Chromium or Chrome, or set CHROMIUM_PATH to its program, and run npm test again.';

/** Resolves with { path, note }; path is null when there is no Chromium and none to be had. */
export async function findChromium(root, detail, env = process.env) {
  if (env.CHROMIUM_PATH) {
    if (await isChromium(env.CHROMIUM_PATH)) return { path: env.CHROMIUM_PATH, note: 'from CHROMIUM_PATH' };
    throw new Error(`CHROMIUM_PATH=${env.CHROMIUM_PATH} does not start.`);
  }
  return (await installed(env)) ?? (await fromPlaywright(root, detail)) ?? (await fromApt(detail, env)) ?? { path: null, note: 'none' };
}

async function installed(env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const applications = ['/Applications', path.join(os.homedir(), 'Applications')].flatMap((folder) => MAC.map((file) => path.join(folder, file)));
  const candidates = [...NAMES.map((name) => findProgram([name], folders)), ...(process.platform === 'darwin' ? applications : [])];
  return firstThatStarts(candidates, 'installed');
}

/** Playwright's own download, from an earlier time or now. */
async function fromPlaywright(root, detail) {
  const earlier = await firstThatStarts(await playwrightPath(root), 'downloaded by Playwright');
  if (earlier) return earlier;
  detail('playwright install chromium');
  await run(process.execPath, [path.join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'], { cwd: root, timeout: 300_000 });
  return firstThatStarts(await playwrightPath(root), 'downloaded by Playwright');
}

async function playwrightPath(root) {
  const script = "console.log(require('playwright-core').chromium.executablePath())";
  const { code, stdout } = await run(process.execPath, ['-e', script], { cwd: root });
  return code === 0 ? [stdout.trim()] : [];
}

async function fromApt(detail, env) {
  try {
    await aptInstall(['chromium', 'fonts-dejavu-core'], detail);
  } catch {
    return null; // no apt-get, not root, or no network: the caller says what to do
  }
  return installed(env);
}

async function firstThatStarts(candidates, note) {
  for (const candidate of candidates.filter(Boolean)) {
    if (await isChromium(candidate)) return { path: candidate, note };
  }
  return null;
}

/** Ubuntu's chromium-browser may be a script that only says "install the snap", so the name is no proof. */
async function isChromium(program) {
  const { code, output } = await run(program, ['--version'], { timeout: 20_000 });
  return code === 0 && /Chrom(e|ium)/.test(output);
}
