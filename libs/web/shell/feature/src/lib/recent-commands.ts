const KEY = 'mx-recent-commands';
const KEPT = 5;

/** Ids of the commands used last in this browser, newest first. */
export function recentCommands(): readonly string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberCommand(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([id, ...recentCommands().filter((one) => one !== id)].slice(0, KEPT)));
  } catch {
    // Only the order of the palette is lost.
  }
}
