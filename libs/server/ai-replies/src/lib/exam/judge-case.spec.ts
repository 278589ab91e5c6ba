import type { PipelineResult } from '../pipeline/pipeline-input';
import { judge } from './judge-case';

type Judged = Pick<PipelineResult, 'decision' | 'answer' | 'sources' | 'kind' | 'action' | 'problem'>;
const source = (documentId: string) => ({ n: 1, passageId: 'p', documentId, kind: 'article' as const, title: 'T', headings: [], page: null, url: null, text: '' });
const sent: Judged = { decision: { outcome: 'send', gates: [], why: null }, answer: 'Returns are FREE within 30 days [1].', sources: [source('d1')], kind: 'generated', action: 'answer', problem: null };
const quoted: Judged = { ...sent, decision: { outcome: 'draft', gates: [], why: null }, kind: 'extractive' };
const silent: Judged = { ...sent, decision: { outcome: 'nothing', gates: [], why: { code: 'no_source', words: 'Nothing found.' } }, answer: '', sources: [], action: null };

describe('a case of the exam', () => {
  const answer = { expect: 'answer' as const, documentIds: ['d1', 'd2'], mustSay: ['30 Days', 'free'] };
  const refuse = { expect: 'refuse' as const, documentIds: [], mustSay: [] };

  it.each<[string, Parameters<typeof judge>[0], Judged, boolean]>([
    ['answered from the right document', answer, sent, true],
    ['answered as a draft', answer, { ...sent, decision: { ...sent.decision, outcome: 'draft' } }, true],
    ['answered from another document', answer, { ...sent, sources: [source('d9')] }, false],
    ['without words that it must say', { ...answer, mustSay: ['60 days'] }, sent, false],
    ['not answered', answer, silent, false],
    ['asked back instead', answer, { ...sent, decision: { ...sent.decision, outcome: 'draft' }, action: 'clarify' }, false],
    ['refused as it should', refuse, silent, true],
    ['handed over as it should', refuse, { ...silent, decision: { ...silent.decision, outcome: 'hand_off' } }, true],
    ['answered though it should not', refuse, sent, false],
    ['quoted where no model is connected', answer, { ...quoted, problem: { code: 'provider_none', words: '' } }, true],
    ['quoted because the model failed', answer, { ...quoted, problem: { code: 'provider_key', words: 'The key was refused.' } }, false],
    ['refused by the model itself', answer, { ...quoted, problem: { code: 'provider_refused', words: 'It declined.' } }, false],
  ])('%s', (_name, expected, result, passed) => expect(judge(expected, result).passed).toBe(passed));
});
