// The part of a long output that says what went wrong.
import { tail } from '../services/run-command.mjs';

const LINES_PER_FAILURE = 40;
const MOST_FAILURES = 6;
const LINES_OTHERWISE = 60;

/** The output of the failed Nx tasks, or the failed tests of node:test, or simply the end of it. */
export function failuresIn(output) {
  const failures = [...failedTasks(output), ...failedNodeTests(output)];
  if (failures.length === 0) return tail(output, LINES_OTHERWISE);
  const shown = failures.slice(0, MOST_FAILURES).map((text) => tail(text, LINES_PER_FAILURE));
  const more = failures.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n\n');
}

/** Nx prints "> nx run a:test" before the output of each task, and at the very end "Failed tasks:" with "- a:test". */
function failedTasks(output) {
  const list = /\nFailed tasks:\n\n((?:- .*\n?)+)/.exec(output)?.[1];
  if (!list) return [];
  const names = [...list.matchAll(/^- (\S+)/gm)].map(([, name]) => name);
  const sections = output.slice(0, output.lastIndexOf('\n NX ')).split(/^(?=> nx run )/m);
  return names.map((name) => {
    // "inbox:build:production" may be listed for a section headed "inbox:build".
    const section = sections.findLast((text) => headOf(text) === name) ?? sections.filter((text) => name.startsWith(headOf(text) ?? '\0')).pop();
    return (section ?? `${name} failed`).replace(/\n{3,}/g, '\n\n').trimEnd();
  });
}

function headOf(section) {
  return /^> nx run (\S+)/.exec(section)?.[1];
}

/** "not ok 3 - name" with the indented block of details that follows; suites that only contain a failure are left out. */
function failedNodeTests(output) {
  return [...output.matchAll(/^( *)not ok \d+ - .*\n\1 {2}---\n[^]*?\n\1 {2}\.\.\.$/gm)]
    .map(([text]) => text)
    .filter((text) => !/failureType: 'subtestsFailed'/.test(text));
}
