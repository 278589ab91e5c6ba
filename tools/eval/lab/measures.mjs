/** @param {number[]} ranks from 0; -1: not found */
export function rankMeasures(ranks) {
  const share = (test) => (ranks.length ? ranks.filter(test).length / ranks.length : 0);
  return { n: ranks.length, r1: share((rank) => rank === 0), r5: share((rank) => rank >= 0 && rank < 5), mrr: ranks.reduce((sum, rank) => sum + (rank >= 0 ? 1 / (rank + 1) : 0), 0) / (ranks.length || 1) };
}

/** Probability that a question with an answer scores higher than one without. */
export function auroc(positives, negatives) {
  const all = [...positives.map((value) => ({ value, positive: true })), ...negatives.map((value) => ({ value, positive: false }))].sort((a, b) => a.value - b.value);
  let sum = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to].value === all[from].value) to++;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) if (all[at].positive) sum += rank;
    from = to;
  }
  return (sum - (positives.length * (positives.length + 1)) / 2) / (positives.length * negatives.length || 1);
}

/** @param {{ value: number, right: boolean, answerable: boolean }[]} asked */
export function gateMeasures(asked, floor) {
  const accepted = asked.filter(({ value }) => value >= floor);
  const answerable = asked.filter(({ answerable }) => answerable);
  const unanswerable = asked.filter(({ answerable }) => !answerable);
  return {
    precision: accepted.length ? accepted.filter(({ right }) => right).length / accepted.length : 1,
    coverage: answerable.length ? answerable.filter(({ value }) => value >= floor).length / answerable.length : 0,
    unanswerableAccepted: unanswerable.length ? unanswerable.filter(({ value }) => value >= floor).length / unanswerable.length : 0,
  };
}

export const percent = (value) => `${(100 * value).toFixed(1)} %`;
export const three = (value) => value.toFixed(3);
