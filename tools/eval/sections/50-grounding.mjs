import { safetyCode } from '../lab/safety-code.mjs';
import { half, set } from '../lab/sets.mjs';

export const title = 'Grounding: one changed digit in answers made of articles';

const percent = (part, of) => `${((100 * part) / of).toFixed(1)} % of ${of}`;

export async function run() {
  const { countGrounding } = await safetyCode();
  const english = half(set('faq.en'), 'test');
  const sets = [['FAQ, English (test half)', english], ['FAQ, other languages', set('faq.multilingual')]];
  return {
    columns: ['set', 'changed digit caught (goal ≥ 93 %)', 'false alarms (goal ≤ 6 %)', 'answer with the wrong source caught'],
    rows: sets.map(([name, articles]) => {
      const count = countGrounding(articles);
      return [name, percent(count.caught, count.changed), percent(count.falseAlarms, count.answers), percent(count.misplacedCaught, count.misplaced)];
    }),
    notes: ['False alarms are answers whose figures, links or addresses are taken for invented ones. A false alarm makes a draft, nothing worse.'],
  };
}
