import type { InlineNode } from '@mailtrixy/web/shared/util';

/** A variable in a shown text. */
export interface Hole {
  /** What stands in it; empty while nothing does. */
  value: string;
  /** What it is called while it is empty. */
  label: string;
}

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;
/** Signs that no message holds: they carry a hole's number through the reading of WhatsApp's marks. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const CARRIED = /\uE000(\d+)\uE001/;

export type ShownNode = InlineNode | { kind: 'hole'; hole: Hole };

/** Replaces variables by signs; the marks around them can then be read. */
export function withSigns(text: string, holeOf: (name: string) => Hole): { text: string; holes: Hole[] } {
  const holes: Hole[] = [];
  const marked = text.replace(/[\uE000\uE001]/g, '').replace(VARIABLE, (_all, name: string) => `${OPEN}${holes.push(holeOf(name)) - 1}${CLOSE}`);
  return { text: marked, holes };
}

/** Puts the holes back between the letters of one text node. */
export function withHoles(text: string, holes: readonly Hole[]): ShownNode[] {
  return text.split(CARRIED).flatMap((part, index): ShownNode[] => {
    if (index % 2 === 1) return [{ kind: 'hole', hole: holes[Number(part)] }];
    return part === '' ? [] : [{ kind: 'text', text: part }];
  });
}

/** For places without marks: a header, the end of a link. */
export function plainNodes(text: string, holeOf: (name: string) => Hole): ShownNode[] {
  const signed = withSigns(text, holeOf);
  return withHoles(signed.text, signed.holes);
}
