const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Width of reaction.emoji. */
const EMOJI_MAX = 64;

/** One emoji as people see it: with skin tone, family and flag counted as one. Letters, digits and signs are none. */
export function isEmoji(value: unknown): boolean {
  if (typeof value !== 'string' || !value || value.length > EMOJI_MAX) return false;
  const graphemes = [...GRAPHEMES.segment(value)];
  if (graphemes.length !== 1) return false;
  // © and ™ are pictographic but drawn as text unless a selector follows.
  return /\p{Emoji_Presentation}|\p{Extended_Pictographic}|^\p{Regional_Indicator}{2}$|^[0-9#*]\ufe0f?\u20e3$/u.test(value);
}
