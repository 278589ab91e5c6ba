import type { Attachment } from '@mailtrixy/shared/dto';

const UNKNOWN = 4 / 3;
const TALLEST = 0.75;
const WIDEST = 2.4;

/** Width by height of the box that a picture or video gets; extremes are cut, not squeezed. */
export function boxRatio({ width, height }: Pick<Attachment, 'width' | 'height'>): number {
  if (!width || !height) return UNKNOWN;
  return Math.min(WIDEST, Math.max(TALLEST, Math.round((width / height) * 1000) / 1000));
}
