import { BUILTIN, embedBuiltin } from '../lab/builtin-embedder.mjs';
import { cases } from '../lab/cases.mjs';
import { auroc, gateMeasures, percent, three } from '../lab/measures.mjs';
import { retrievalCode } from '../lab/retrieval-code.mjs';

export const title = 'Refusal without a model: what confidence tells, test half';
const HIGH = 80;

export async function run() {
  const code = await retrievalCode();
  const rows = [];
  for (const [how, embed] of [['words', null], ['words and meaning', embedBuiltin]]) {
    for (const [name, asked] of Object.entries(await cases(code, embed, 'test', BUILTIN))) {
      const { precision, coverage, unanswerableAccepted } = gateMeasures(asked, HIGH);
      const values = (answerable) => asked.filter((one) => one.answerable === answerable).map(({ value }) => value);
      rows.push([name, how, asked.length, three(auroc(values(true), values(false))), percent(precision), percent(coverage), percent(unanswerableAccepted)]);
    }
  }
  return {
    columns: ['Questions', 'Search', 'n', 'AUROC', 'High: precision', 'High: of answerable', 'High: of unanswerable'],
    rows,
    notes: ['Precision: the best hit is the right article. “Strangers” ask what no article of any kind answers; “40 % removed” asks what neighbouring articles nearly answer.'],
  };
}
