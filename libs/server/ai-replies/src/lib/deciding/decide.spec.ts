import { decide, type DecisionInput } from './decide';

const good: DecisionInput = {
  mode: 'auto',
  kind: 'generated',
  action: 'answer',
  finishReason: 'stop',
  checks: [{ check: 'citations', passed: true, words: 'Cited.' }],
  confidence: 92,
  draftAt: 30,
  sendAt: 80,
  topics: [],
  neverTopics: ['refund'],
  triage: { handOff: null, draftOnly: null },
  sources: [{ title: 'Returns', autoSend: true }],
  caps: { conversation: { used: 0, max: 3 }, contact: { used: 0, max: 10 }, channel: { used: 0, max: 500 } },
  humanActive: false,
  windowOpen: true,
  hasText: true,
  locked: null,
};

describe('decide', () => {
  it('sends when every gate is passed', () => {
    const decision = decide(good);
    expect(decision).toMatchObject({ outcome: 'send', why: null });
    expect(decision.gates.every(({ passed }) => passed)).toBe(true);
  });

  it.each<[string, Partial<DecisionInput>]>([
    ['locked', { locked: 'The exam was passed by 60 % only.' }],
    ['model', { kind: 'extractive' }],
    ['whole_answer', { finishReason: 'length' }],
    ['whole_answer', { finishReason: 'content-filter' }],
    ['whole_answer', { finishReason: '' }],
    ['action', { action: 'clarify' }],
    ['text', { hasText: false }],
    ['triage', { triage: { handOff: null, draftOnly: { code: 'injection', words: 'It reads like an attempt to steer the AI.' } } }],
    ['topic', { topics: ['refund'] }],
    ['confidence', { confidence: 79 }],
    ['sources', { sources: [] }],
    ['approved_sources', { sources: [{ title: 'Returns', autoSend: true }, { title: 'Web page', autoSend: false }] }],
    ['citations', { checks: [{ check: 'citations', passed: false, words: 'A citation does not exist.' }] }],
    ['human', { humanActive: true }],
    ['window', { windowOpen: false }],
    ['cap_conversation', { caps: { ...good.caps, conversation: { used: 3, max: 3 } } }],
    ['cap_contact', { caps: { ...good.caps, contact: { used: 10, max: 10 } } }],
    ['cap_channel', { caps: { ...good.caps, channel: { used: 500, max: 500 } } }],
  ])('keeps a draft when only the gate %s fails, and names it', (gate, over) => {
    expect(decide({ ...good, ...over })).toMatchObject({ outcome: 'draft', why: { code: gate } });
  });

  it('sends at exactly the threshold, and drafts at exactly the floor', () => {
    expect(decide({ ...good, confidence: 80 }).outcome).toBe('send');
    expect(decide({ ...good, confidence: 30 }).outcome).toBe('draft');
    expect(decide({ ...good, confidence: 29 })).toMatchObject({ outcome: 'nothing', why: { code: 'no_source' } });
  });

  it('takes a threshold of 0 as 0 and a limit of 0 as none at all', () => {
    expect(decide({ ...good, confidence: 0, draftAt: 0, sendAt: 0 }).outcome).toBe('send');
    expect(decide({ ...good, caps: { ...good.caps, channel: { used: 0, max: 0 } } }).outcome).toBe('draft');
  });

  it('only drafts in draft mode, without a reason why', () => {
    expect(decide({ ...good, mode: 'draft' })).toMatchObject({ outcome: 'draft', why: null });
  });

  it('does nothing when off', () => {
    expect(decide({ ...good, mode: 'off' }).outcome).toBe('nothing');
  });

  it('hands over when the words ask for it, whatever the model says, and when the model does', () => {
    const handOff = { code: 'asked_for_person', words: 'The customer asked for a person.' };
    expect(decide({ ...good, triage: { handOff, draftOnly: null } })).toMatchObject({ outcome: 'hand_off', why: handOff });
    expect(decide({ ...good, action: 'hand_off' })).toMatchObject({ outcome: 'hand_off', why: { code: 'model_hand_off' } });
  });

  it('stays silent when the model sees nothing to answer', () => {
    expect(decide({ ...good, action: 'no_reply' }).outcome).toBe('nothing');
  });
});
