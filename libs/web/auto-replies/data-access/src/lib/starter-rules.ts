import { EMPTY_CONDITIONS, newDraft, type RuleDraft } from './rule-draft';

export interface StarterRule {
  key: 'hours' | 'refund' | 'human';
  heading: string;
  text: string;
  draft: RuleDraft;
}

/** Examples to start from. Each is off until somebody has read it and switched it on. */
export const STARTER_RULES: readonly StarterRule[] = [
  {
    key: 'hours',
    heading: 'Outside business hours',
    text: '“Thanks for writing. We answer as soon as we are back.” Once per person every 12 hours.',
    draft: newDraft({
      name: 'Outside business hours',
      conditions: { ...EMPTY_CONDITIONS, match: 'any', during: 'outside_hours' },
      actions: [{ do: 'reply_text', text: 'Hi {{contact.first_name}}, thanks for writing. We are closed right now and answer as soon as we are back.' }],
      limits: { coolDownMinutes: 720, oncePerConversation: false, stop: false },
    }),
  },
  {
    key: 'refund',
    heading: 'Refund words',
    text: 'Tells the customer what is needed, and stops the AI: money is a matter for people.',
    draft: newDraft({
      name: 'Refund request',
      conditions: { ...EMPTY_CONDITIONS, words: ['refund', 'money back'] },
      actions: [{ do: 'reply_text', text: 'Hi {{contact.first_name}}, a colleague will look at your refund within one working day. Please have your order number ready.' }, { do: 'stop_ai' }],
      limits: { coolDownMinutes: 240, oncePerConversation: false, stop: true },
    }),
  },
  {
    key: 'human',
    heading: 'Asks for a person',
    text: 'Puts the conversation in front of everybody, and stops the AI.',
    draft: newDraft({
      name: 'Ask for a person',
      conditions: { ...EMPTY_CONDITIONS, words: ['human', 'agent', 'real person'] },
      actions: [{ do: 'reply_text', text: 'Of course. A colleague will answer you here.' }, { do: 'assign', userId: null }, { do: 'stop_ai' }],
      limits: { coolDownMinutes: 240, oncePerConversation: false, stop: true },
    }),
  },
];
