// Ports: the one a clone had last time, or the next one that is free.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createOnce, readJson, removeExactly, writeJson } from './json-file.mjs';
import { startTime } from './processes.mjs';

const TRIES = 200;

/**
 * Chooses a port and remembers it under `name`, so that addresses stay the same from start to start.
 * A port that another clone has chosen a moment ago, but does not listen on yet, counts as busy.
 */
export async function choosePort(file, name, preferred) {
  const kept = readJson(file, {});
  const others = new Set(Object.entries(kept).filter(([key]) => key !== name).map(([, port]) => port));
  const first = kept[name] ?? preferred;
  for (let port = first; port < Math.min(first + TRIES, 65_536); port += 1) {
    if (others.has(port) || !claim(port)) continue;
    if (!(await isFree(port))) {
      release(port);
      continue;
    }
    writeJson(file, { ...readJson(file, {}), [name]: port });
    return port;
  }
  throw new Error(`No free port from ${first} on for ${name}.`);
}

/** True when nobody listens on the port, on any address of this machine. */
export async function isFree(port) {
  for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
    if ((await tryToListen(port, host)) === 'EADDRINUSE') return false;
  }
  return true;
}

/** Gives back every port this process has claimed; by now it listens on them, or never will. */
function releasePorts() {
  for (const port of claimed) release(port);
}

const claimed = new Set();
process.once('exit', releasePorts);

function claim(port) {
  const file = claimFile(port);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (createOnce(file, `${process.pid} ${startTime(process.pid)}`)) {
      claimed.add(port);
      return true;
    }
    const owner = textOf(file);
    if (owner === null) continue; // released in this moment
    if (lives(owner)) return claimed.has(port);
    removeExactly(file, owner);
  }
  return false;
}

function release(port) {
  rmSync(claimFile(port), { force: true });
  claimed.delete(port);
}

function claimFile(port) {
  const folder = path.join(os.tmpdir(), `mailtrixy-ports-${process.getuid?.() ?? os.userInfo().username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, String(port));
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // it is gone
  }
}

function lives(owner) {
  const [pid, ...started] = owner.split(' ');
  return startTime(Number(pid)) === started.join(' ');
}

function tryToListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
