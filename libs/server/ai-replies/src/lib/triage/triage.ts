import type { AiTopic } from '@mailtrixy/shared/dto';
import type { Triage } from '../pipeline/answer-rules';
import { normalised, onlyWords, phraseMatcher, type NormalisedText } from './phrase-matcher';
import { CLOSING_WORDS, GREETING_WORDS, INJECTION_WORDS, PERSON_WORDS, POLITE_WORDS, TOPIC_OF, TRIAGE_SUBJECTS, TRIAGE_WORDS, type TriageSubject } from './triage-words';

const MATCHERS = Object.fromEntries(TRIAGE_SUBJECTS.map((subject) => [subject, phraseMatcher(Object.values(TRIAGE_WORDS[subject]).join('|'))])) as Record<TriageSubject, ReturnType<typeof phraseMatcher>>;
const INJECTION = phraseMatcher(INJECTION_WORDS);
const isClosing = onlyWords(`${Object.values(CLOSING_WORDS).join(' ')} ${Object.values(GREETING_WORDS).join(' ')}`);
const saysClosing = phraseMatcher(Object.values(CLOSING_WORDS).join('|').replace(/ +/gu, '|'));
const isGreeting = onlyWords(Object.values(GREETING_WORDS).join(' '));
const isCallForPerson = onlyWords([PERSON_WORDS, POLITE_WORDS, GREETING_WORDS].flatMap((words) => Object.values(words)).join(' '));
const saysPerson = phraseMatcher(Object.values(PERSON_WORDS).join('|').replace(/ +/gu, '|'));
const CLOSING_WORDS_MAX = 12;
/** Hidden text and made-up roles are no way to write to a shop. */
const INJECTION_SIGNS = /[\u200B\u2060-\u2064\u{E0000}-\u{E007F}]{3}|<\/?(?:system|assistant|instructions?|prompt)>|\[(?:INST|SYSTEM)\]|^#{2,}\s*(?:system|instructions?)\b|^(?:system|assistant)\s*:/imu;

/** What the words mean for the one who reads the draft. */
const HAND_OFF: readonly { subject: TriageSubject; code: string; words: string }[] = [
  { subject: 'human', code: 'asked_for_person', words: 'The customer asks for a person.' },
  { subject: 'threat', code: 'legal_threat', words: 'The customer speaks of lawyers, courts or the police.' },
  { subject: 'anger', code: 'angry', words: 'The customer is angry.' },
  { subject: 'security', code: 'security', words: 'The customer reports fraud, theft or a break-in.' },
];

/**
 * What the customer's words call for before any model is asked. All languages are looked for at once: people mix them.
 * @param handOffWords of the workspace, beside the built-in ones
 */
export function triage(text: string, { handOffWords = [] }: { handOffWords?: readonly string[] } = {}): Triage {
  const words = normalised(text);
  const found = TRIAGE_SUBJECTS.filter((subject) => MATCHERS[subject].find(words) || (subject === 'human' && callsForPerson(text)));
  const topics = [...new Set(found.map((subject) => TOPIC_OF[subject]).filter((topic): topic is AiTopic => topic !== undefined))];
  const own = handOffWords.length ? phraseMatcher(handOffWords.map((word) => word.replaceAll('|', ' ')).join('|')).find(words) : null;
  const reason = HAND_OFF.find(({ subject }) => found.includes(subject));
  const handOff = own ? { code: 'hand_off_word', words: `The customer wrote “${own}”.` } : reason ? { code: reason.code, words: reason.words } : null;
  const draftOnly = INJECTION.find(words) || INJECTION_SIGNS.test(text) ? { code: 'injection', words: 'The message reads like an attempt to steer the AI.' } : null;
  return { handOff, draftOnly, noReply: handOff ? null : closing(text, words), topics };
}

/** Customers are told to write one word for a person: as a message of its own, so each line of a burst is looked at alone. */
function callsForPerson(text: string): boolean {
  return text.split('\n').some((line) => {
    const words = normalised(line);
    return words.trim() !== '' && isCallForPerson(words) && saysPerson.find(words) !== null;
  });
}

function closing(text: string, words: NormalisedText): Triage['noReply'] {
  if (/[?？؟]/u.test(text)) return null;
  const letters = words.trim();
  // Emoji and signs alone: a thumbs-up.
  if (!letters) return text.trim() ? { code: 'no_words', words: 'The message has no words.' } : null;
  if (letters.split(' ').length > CLOSING_WORDS_MAX) return null;
  if (isGreeting(words)) return { code: 'greeting', words: 'Only a greeting.' };
  return isClosing(words) && saysClosing.find(words) ? { code: 'thanks', words: 'Only thanks or a farewell.' } : null;
}
