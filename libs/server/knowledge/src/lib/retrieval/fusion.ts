/** Share of the lexical score against the cosine, by embedder; chosen by `npm run eval`. */
const LEXICAL_SHARE: readonly [RegExp, number][] = [[/^builtin/, 0.3]];
/** An embedder that nobody has measured gets no more say than words do. */
const UNKNOWN_SHARE = 0.5;

export function lexicalShare(modelId: string): number {
  return LEXICAL_SHARE.find(([model]) => model.test(modelId))?.[1] ?? UNKNOWN_SHARE;
}

/**
 * The one place where lexical and semantic scores meet: w · bm25 / top + (1 − w) · cosine. Not by ranks: with a weak
 * embedder reciprocal ranks made results worse than words alone (docs/adr/0013).
 * @param cosine null: the passage has no vector (yet); it is taken to be as near as its words are
 */
export function fuse(lexical: number, topLexical: number, cosine: number | null, topCosine: number, share: number): number {
  const words = topLexical > 0 ? lexical / topLexical : 0;
  return share * words + (1 - share) * (cosine ?? topCosine * words);
}
