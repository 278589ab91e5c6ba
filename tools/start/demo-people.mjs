// Who is in the demo workspace and what its customers write. Invented; the numbers are from ranges kept for fiction.

export const OWNER = { name: 'Ana Ruiz', email: 'ana@demo.example' };

export const TEAM = [
  { name: 'Tom Hale', email: 'tom@demo.example', role: 'agent' },
  { name: 'Sofia Nilsen', email: 'sofia@demo.example', role: 'agent' },
  { name: 'Ravi Menon', email: 'ravi@demo.example', role: 'lead' },
];

const FIRST = ['Amelia', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Hana', 'Ivo', 'Jasmin', 'Kwame', 'Lena', 'Mateo', 'Noor', 'Olga', 'Pedro', 'Quinn'];
const LAST = ['Adeyemi', 'Brandt'];

const QUESTIONS = [
  'Is the oak table back in stock?',
  'My parcel says delivered, but nothing is here 😕',
  'Can I pay by invoice?',
  'How do I change the size of order {n}?',
  'The discount code SPRING does not work.',
  'Könnten Sie mir bitte die Rechnung für {n} schicken?',
  'Do you repair lamps out of warranty?',
  'Could someone call me about order {n}?',
  '¿Hacen envíos a Canarias?',
  'I need {n} to arrive before Friday, is that possible?',
  'The app shows an error when I log in.',
  'Thank you, the chairs are *wonderful*!',
];

const ANSWERS = ['Thanks for writing. I am looking into it now.', 'Yes, it is. Shall I reserve one for you?', 'I am sorry about that. May I have your postcode?', 'Done. You will get a confirmation by e-mail.'];

/** 34 more customers beside the six of the sandbox: { customer, messages, answer?, assignTo?, resolve?, note? } */
export const STORIES = FIRST.flatMap((first, i) =>
  LAST.map((last, j) => {
    const k = i * LAST.length + j;
    const order = 1200 + k;
    return {
      customer: { name: `${first} ${last}`, phone: `44770090${String(1000 + k)}` },
      messages: [{ text: QUESTIONS[k % QUESTIONS.length].replace('{n}', order), minutesAgo: 15 + k * 37 }],
      answer: k % 3 === 0 ? ANSWERS[k % ANSWERS.length] : null,
      assignTo: k % 4 === 1 ? TEAM[k % TEAM.length].email : null,
      resolve: k % 9 === 6,
      note: k % 10 === 3 ? 'Called twice last week, please be quick.' : null,
    };
  }),
);
