import { documentState, websiteState } from './state-words';

const PROBLEM = 'The website has a problem of its own (503). It is tried again by itself.';

describe('state words', () => {
  it('say why something waits to be tried again', () => {
    expect(documentState({ state: 'queued', progress: null, problem: PROBLEM, passages: 0 })).toEqual({ look: 'warn', words: `Queued: ${PROBLEM}` });
    expect(websiteState({ state: 'queued', progress: null, problem: PROBLEM, found: 0, pages: 0 })).toEqual({ look: 'warn', words: `Queued: ${PROBLEM}` });
  });
  it('say nothing more of what just waits its turn', () => {
    expect(documentState({ state: 'queued', progress: null, problem: null, passages: 0 })).toEqual({ look: 'faint', words: 'Queued' });
    expect(websiteState({ state: 'queued', progress: null, problem: null, found: 0, pages: 0 })).toEqual({ look: 'faint', words: 'Queued' });
  });
});
