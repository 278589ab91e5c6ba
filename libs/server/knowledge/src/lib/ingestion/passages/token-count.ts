/** Scripts of which a token holds about two letters. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Rather too many than too few; what a provider counts is what is booked. */
export function tokenCount(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0;
  return Math.ceil(dense / 2 + (text.length - dense) / 4);
}
