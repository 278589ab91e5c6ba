const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Names in the order in which the provider wants their values: numbers ascending, else as they first occur. */
export function variablesOf(text: string): string[] {
  const names = [...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name))];
  return names.every(isNumber) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

export function fillVariables(text: string, value: (name: string) => string): string {
  return text.replace(VARIABLE, (_hole, name: string) => value(name));
}

/** What the text starts with before its first variable. */
export function beforeVariable(text: string): string {
  return text.slice(0, text.search(/\{\{/));
}

/** By the variables themselves: listings of older versions do not say. */
export function isNamed(texts: readonly string[]): boolean {
  return texts.some((text) => variablesOf(text).some((name) => !isNumber(name)));
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}
