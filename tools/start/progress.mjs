// What the user sees while a command works: one line per step, with its time.

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const green = paint(32);
export const red = paint(31);
export const yellow = paint(33);
export const dim = paint(2);
export const bold = paint(1);

/**
 * Runs one step and shows it: a live line on a terminal, two plain lines elsewhere. `work` gets a function for details; its
 * result may carry a `note`, and a number `failed` that makes the step a failed one.
 */
export async function step(label, work) {
  const began = Date.now();
  const line = liveLine(label, began);
  try {
    const result = await work(line.detail);
    line.done(result?.failed > 0 ? red('✗') : green('✓'), result?.note);
    return result;
  } catch (error) {
    line.done(red('✗'));
    throw error;
  }
}

/** One line of news between or after the steps. */
export function say(text) {
  console.log(`  ${text}`);
}

/** A frame around lines of [name, value]; an empty list makes an empty line. */
export function box(title, lines) {
  const width = Math.max(...lines.map(([name]) => name?.length ?? 0)) + 2;
  const rows = lines.map(([name, value]) => (name === undefined ? '' : `${name.padEnd(width)}${value}`));
  const inner = Math.max(title.length, ...rows.map((row) => row.length));
  const row = (text, style = (t) => t) => `  │ ${style(text.padEnd(inner))} │`;
  return [`  ┌${'─'.repeat(inner + 2)}┐`, row(title, bold), row(''), ...rows.map((text) => row(text)), `  └${'─'.repeat(inner + 2)}┘`].join('\n');
}

/** "850 ms", "12.3 s", "2 min 5 s" */
export function inTime(milliseconds) {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The text without the control sequences of terminals, and with plain line ends (Nx may run a task on a terminal of its own). */
export function plainText(text) {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r+\n/g, '\n');
}

function liveLine(label, began) {
  if (!process.stdout.isTTY) return plainLines(label, began);
  let text = '';
  const draw = () => {
    const room = (process.stdout.columns ?? 80) - label.length - 16;
    process.stdout.write(`\r\u001b[K  … ${label} ${dim(inTime(Date.now() - began))} ${dim(text.slice(0, Math.max(room, 0)))}`);
  };
  draw();
  const timer = setInterval(draw, 500);
  return {
    detail: (news) => (text = news.trim()),
    done: (mark, note) => {
      clearInterval(timer);
      process.stdout.write(`\r\u001b[K  ${mark} ${finished(label, began, note)}\n`);
    },
  };
}

function plainLines(label, began) {
  console.log(`  … ${label}`);
  return {
    detail: (news) => console.log(`      ${news.trim()}`),
    done: (mark, note) => console.log(`  ${mark} ${finished(label, began, note)}`),
  };
}

function finished(label, began, note) {
  return `${label}${note ? `: ${note}` : ''} ${dim(`(${inTime(Date.now() - began)})`)}`;
}
