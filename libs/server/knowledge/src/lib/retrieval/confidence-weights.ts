// Made by `node tools/eval/train.mjs --write` from the dev half of tools/eval/sets; not to be changed by hand.
export interface ConfidenceWeights {
  bias: number;
  slope: number;
  shift: number;
  parts: Readonly<Record<string, number>>;
}

export const LEXICAL_WEIGHTS: ConfidenceWeights = {
  bias: -4.319,
  slope: 1.077,
  shift: 0,
  parts: { 'words found': 0.609, 'rare words found': 0.25, 'words in the title': 0, strength: 3.67, lead: 1.69, 'known words': 0.508, 'amount found': 2.732, 'length of the question': 0.063, 'share of the title': 1.324 },
};

export const SEMANTIC_WEIGHTS: ConfidenceWeights = {
  bias: -5.102,
  slope: 0.932,
  shift: 0,
  parts: { 'words found': 0.359, 'rare words found': 0.786, 'words in the title': 0, strength: 1.702, lead: 0.288, 'known words': 0.137, 'amount found': 1.678, 'length of the question': -0.735, 'share of the title': 0.487, 'nearness of meaning': 3.465, 'nearest wording': 0.477, 'lead in meaning': 3.02, 'words and meaning agree': 0.885, 'overall lead': 2.085 },
};
