import type { Command } from '@mailtrixy/web/shared/util';

/** Commands that match, best first; for an empty query all of them, recent first. Sections stay together. */
export function rankCommands(commands: readonly Command[], query: string, recent: readonly string[]): readonly Command[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === '') {
    const first = recent.flatMap((id) => commands.filter((command) => command.id === id)).map((command) => ({ ...command, section: 'Recent' }));
    return [...first, ...commands];
  }
  const scored = commands.map((command) => ({ command, score: score(command, wanted) })).filter((one) => one.score > 0);
  const best = new Map<string, number>();
  for (const one of scored) best.set(one.command.section, Math.max(best.get(one.command.section) ?? 0, one.score));
  return scored
    .sort((a, b) => (best.get(b.command.section) ?? 0) - (best.get(a.command.section) ?? 0) || a.command.section.localeCompare(b.command.section) || b.score - a.score)
    .map((one) => one.command);
}

function score(command: Command, wanted: string): number {
  const label = command.label.toLocaleLowerCase();
  if (label.startsWith(wanted)) return 100;
  if (label.includes(` ${wanted}`)) return 80;
  if (label.includes(wanted)) return 60;
  if (command.words?.toLocaleLowerCase().includes(wanted)) return 40;
  return inOrder(label, wanted) ? 20 : 0;
}

/** All letters in this order: "dth" finds "dark theme". */
function inOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === letters[at]) at++;
  return at === letters.length;
}
