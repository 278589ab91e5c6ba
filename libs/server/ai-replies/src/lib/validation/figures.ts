/** Numbers, times, amounts, months, weekdays and units of a text in forms that can be compared between languages. */

/** Things that a changed answer would change: "30", "17:00", "%", "EUR", "month 5", "weekday 6", "days". */
export type Figure = string;

export interface FigureInText {
  /** As it stands in the text. */
  text: string;
  /** Any of these in a source grounds it. */
  forms: Figure[];
}

const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0xff10];
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\uff10-\uff19]/gu;
const TIME = /(?<![\d.,:])([01]?\d|2[0-4])(?:[:.h]| ?h ?)([0-5]\d)(?![\d.,]*\d)(?: ?([ap])\.?\s?m\b\.?)?/giu;
const HOUR = /(?<![\d.,:])(1[0-2]|0?[1-9]) ?([ap])\.?\s?m\b\.?|(?<![\d.,:])([01]?\d|2[0-4]) ?(?:uhr|h\b|o'clock|heures?\b|uur\b|часов|godz|点|點|時|시)/giu;
const NUMBER = /\d+(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?:\p{L}\p{L}?\b)?/gu;
const GROUPED = /^\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+$/u;

const CURRENCIES: readonly [RegExp, string][] = [
  [/€|\beur(?:os?)?\b|евро|يورو|欧元|歐元|ユーロ|유로|ευρώ/iu, 'EUR'],
  [/US\$|\busd\b|(?<![A-Z])\$|\bdollars?\b|\bdólar(?:es)?\b|доллар|دولار|美元|ドル|달러/iu, 'USD'],
  [/£|\bgbp\b|\bpounds?\b/iu, 'GBP'],
  [/\bchf\b|\bfranken\b|\bfr\.(?= ?\d)/iu, 'CHF'],
  [/zł|\bpln\b|złot/iu, 'PLN'],
  [/₺|\btry\b(?= ?\d|$)|(?<=\d ?)\btl\b|\blira\b/iu, 'TRY'],
  [/₽|\brub\b|рубл|(?<=\d ?)руб/iu, 'RUB'],
  [/₴|\buah\b|гривн|(?<=\d ?)грн/iu, 'UAH'],
  [/¥|\bcny\b|\brmb\b|人民币|(?<=\d ?)元|(?<=\d ?)円|\bjpy\b/iu, 'CNY/JPY'],
  [/₹|\binr\b|रुपये|\brupees?\b/iu, 'INR'],
  [/R\$|\bbrl\b|\breais\b/iu, 'BRL'],
  [/\baed\b|درهم|\bsar\b|ريال/iu, 'AED/SAR'],
];

/** Units that turn a right number into a wrong one: minutes, hours, days, weeks, months, years, percent by language. */
const UNIT_NAMES = ['minutes', 'hours', 'days', 'weeks', 'months', 'years', '%'] as const;
const UNITS: Readonly<Record<string, string>> = {
  en: 'minute* mins|hour* hrs|day days workday* weekday*|week weeks|month months monthly|year years yearly|percent',
  de: 'minute*|stunde*|tag tage tagen tages werktag* arbeitstag* kalendertag*|woche wochen|monat*|jahr jahre jahren jahres|prozent',
  es: 'minuto*|hora horas|día días dia dias|semana*|mes meses|año años|ciento',
  fr: 'minute*|heure heures|jour jours|semaine*|mois|an ans année années|cent',
  it: 'minuto minuti|ora ore|giorno giorni|settiman*|mese mesi|anno anni|cento',
  pt: 'minuto*|hora horas|dia dias|semana*|mês meses|ano anos|cento',
  nl: 'minuut minuten|uur uren|dag dagen werkdag*|week weken|maand*|jaar jaren|procent',
  tr: 'dakika*|saat*|gün günü günlük gün* |hafta*|ay ayı aya ayda aylık|yıl*|yüzde',
  ru: 'минут*|час часа часов часу|день дня дней|недел*|месяц*|год года лет|процент*',
  pl: 'minut*|godzin*|dzień dni dnia|tydzień tygodni*|miesiąc* miesięc*|rok roku lata lat|procent*',
  ar: 'دقيقة دقائق|ساعة ساعات|يوم أيام يوما يوماً|أسبوع أسابيع|شهر أشهر|سنة سنوات عام|بالمئة',
};
const UNIT_SIGNS: readonly [RegExp, string][] = [
  [/%/u, '%'],
  [/[分分][钟鐘]|분/u, 'minutes'],
  [/小时|小時|時間|시간/u, 'hours'],
  [/(?<=[\d一二三四五六七八九十两] ?个?)(?:天|日(?!元)|工作日|个工作日)|(?<=\d ?)일/u, 'days'],
  [/周内|星期|週間|(?<=\d ?)周|(?<=\d ?)주/u, 'weeks'],
  [/个月|個月|ヶ月|か月|개월/u, 'months'],
];
const UNIT_OF = new Map<string, Map<string, string>>();
const UNIT_BEGINS = new Map<string, [string, string][]>();
for (const [language, list] of Object.entries(UNITS)) {
  const known = new Map<string, string>();
  const begins: [string, string][] = [];
  list.split('|').forEach((names, at) => {
    for (const word of names.split(' ').filter(Boolean)) {
      if (word.endsWith('*')) begins.push([word.slice(0, -1), UNIT_NAMES[at]]);
      else known.set(word, UNIT_NAMES[at]);
    }
  });
  UNIT_OF.set(language, known);
  UNIT_BEGINS.set(language, begins);
}

/** 2 to 20, tens and hundred as words; 1 is an article too often. */
const NUMBER_WORDS: Readonly<Record<string, string>> = {
  en: '2 two 3 three 4 four 5 five 6 six 7 seven 8 eight 9 nine 10 ten 11 eleven 12 twelve 13 thirteen 14 fourteen 15 fifteen 16 sixteen 17 seventeen 18 eighteen 19 nineteen 20 twenty 30 thirty 40 forty 50 fifty 60 sixty 70 seventy 80 eighty 90 ninety 100 hundred',
  de: '2 zwei 3 drei 4 vier 5 fünf 6 sechs 7 sieben 8 acht 9 neun 10 zehn 11 elf 12 zwölf 14 vierzehn 15 fünfzehn 20 zwanzig 24 vierundzwanzig 30 dreißig 40 vierzig 50 fünfzig 60 sechzig 90 neunzig 100 hundert',
  es: '2 dos 3 tres 4 cuatro 5 cinco 6 seis 7 siete 8 ocho 9 nueve 10 diez 12 doce 14 catorce 15 quince 20 veinte 30 treinta 40 cuarenta 50 cincuenta 60 sesenta 90 noventa 100 cien',
  fr: '2 deux 3 trois 4 quatre 5 cinq 7 sept 8 huit 10 dix 12 douze 14 quatorze 15 quinze 20 vingt 30 trente 40 quarante 50 cinquante 60 soixante 100 cent',
  it: '2 due 3 tre 4 quattro 5 cinque 7 sette 8 otto 9 nove 10 dieci 12 dodici 14 quattordici 15 quindici 20 venti 30 trenta 40 quaranta 50 cinquanta 60 sessanta 90 novanta 100 cento',
  pt: '2 dois 2 duas 3 três 4 quatro 5 cinco 7 sete 8 oito 9 nove 10 dez 12 doze 14 catorze 14 quatorze 15 quinze 20 vinte 30 trinta 40 quarenta 50 cinquenta 60 sessenta 90 noventa 100 cem',
  nl: '2 twee 3 drie 4 vier 5 vijf 6 zes 7 zeven 8 acht 9 negen 10 tien 12 twaalf 14 veertien 15 vijftien 20 twintig 30 dertig 40 veertig 50 vijftig 60 zestig 90 negentig 100 honderd',
  tr: '2 iki 3 üç 4 dört 5 beş 6 altı 7 yedi 8 sekiz 9 dokuz 14 ondört 15 onbeş 20 yirmi 30 otuz 40 kırk 50 elli 60 altmış 90 doksan',
  ru: '2 два 2 двух 3 три 3 трех 4 четыре 5 пять 5 пяти 6 шесть 7 семь 7 семи 10 десять 10 десяти 14 четырнадцать 14 четырнадцати 15 пятнадцать 20 двадцать 30 тридцать 30 тридцати 60 шестьдесят 90 девяносто 100 сто',
  pl: '2 dwa 2 dwóch 3 trzy 3 trzech 4 cztery 5 pięć 5 pięciu 6 sześć 7 siedem 7 siedmiu 10 dziesięć 10 dziesięciu 14 czternaście 14 czternastu 15 piętnaście 20 dwadzieścia 30 trzydzieści 30 trzydziestu 60 sześćdziesiąt 90 dziewięćdziesiąt 100 sto',
};
const VALUE_OF_WORD = new Map<string, Map<string, string>>();
for (const [language, list] of Object.entries(NUMBER_WORDS)) {
  const items = list.split(' ');
  VALUE_OF_WORD.set(language, new Map(items.flatMap((word, at) => (at % 2 ? [[word, items[at - 1]] as const] : []))));
}

/** Names that are other words too; they count beside a number only. */
const DOUBTFUL_NAMES = new Set(['may', 'march', 'mars', 'mai', 'maj', 'pazar', 'cuma', 'salı', 'marzo', 'среда', 'mart']);
const calendars = new Map<string, Map<string, string>>();

/** Names of months and weekdays, also as they stand in a date. */
function calendarOf(language: string): Map<string, string> {
  let names = calendars.get(language);
  if (names) return names;
  calendars.set(language, (names = new Map<string, string>()));
  for (const form of [{ month: 'long' }, { month: 'long', day: 'numeric' }] as const) {
    const months = new Intl.DateTimeFormat(language, { ...form, timeZone: 'UTC' });
    for (let month = 0; month < 12; month++) for (const part of months.formatToParts(Date.UTC(2026, month, 15))) if (part.type === 'month' && /^\p{L}{3,}$/u.test(part.value)) names.set(part.value.toLowerCase(), `month ${month + 1}`);
  }
  const days = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  for (let day = 0; day < 7; day++) {
    const [name] = days.format(Date.UTC(2026, 1, 1 + day)).toLowerCase().split('-');
    if (/^[\p{L}\p{M}]{3,}$/u.test(name)) names.set(name, `weekday ${day}`);
  }
  return names;
}
/** How a plural or case ends; a weekday in it is the same day. */
const ENDINGS = /(?:s|en|e|а|у|ы|ом|е|ów|y|i|a|ę|ları|leri|günü|günleri)$/u;

/** Every figure of an answer, each in the forms that a source may have it in. */
export function figuresIn(text: string, language: string): FigureInText[] {
  const found: FigureInText[] = [];
  let rest = usualDigits(text);
  const take = (pattern: RegExp, forms: (match: RegExpExecArray) => Figure[]) => {
    rest = rest.replace(pattern, (...args) => {
      const groups = args.slice(0, -2) as unknown as RegExpExecArray;
      const made = forms(groups);
      if (!made.length) return groups[0];
      found.push({ text: groups[0].trim(), forms: made });
      return ' '.repeat(groups[0].length);
    });
  };
  take(TIME, ([whole, hour, minute, half]) => (/[.]/u.test(whole) && !half ? [] : [clock(hour, minute, half)]));
  take(HOUR, ([, hour, half, plain]) => [clock(hour ?? plain, '00', half)]);
  take(NUMBER, ([whole]) => numberForms(whole));
  found.push(...words(usualDigits(text)).flatMap((word, at, all) => wordFigure(word, all[at - 1], all[at + 1], language)));
  for (const [pattern, unit] of UNIT_SIGNS) {
    const sign = pattern.exec(text)?.[0];
    if (sign) found.push({ text: sign, forms: [`unit ${unit}`] });
  }
  for (const [pattern, currency] of CURRENCIES) {
    const sign = pattern.exec(text)?.[0];
    if (sign) found.push({ text: sign, forms: [`currency ${currency}`] });
  }
  return found;
}

/** Every form that a source grounds: more generous than an answer's, because sources say things in many ways. */
export function figuresOfSource(text: string, languages: readonly string[]): ReadonlySet<Figure> {
  const plain = usualDigits(text);
  const forms = new Set(languages.flatMap((language) => figuresIn(text, language).flatMap((figure) => figure.forms)));
  for (const match of plain.matchAll(TIME)) forms.add(clock(match[1], match[2], match[3]));
  for (const match of plain.matchAll(HOUR)) forms.add(String(Number(match[1] ?? match[3])));
  for (const match of plain.matchAll(NUMBER)) for (const form of numberForms(match[0])) forms.add(form);
  for (const match of plain.matchAll(/\d+/gu)) forms.add(String(Number(match[0])));
  return forms;
}

function clock(hour: string, minute: string, half: string | undefined): Figure {
  const of12 = Number(hour) % 12;
  const hours = half ? (/p/iu.test(half) ? of12 + 12 : of12) : Number(hour) % 24;
  return `${hours}:${minute}`;
}

/** 1.000 may be a thousand or one: both. 4,90 and 4.9 are one. */
function numberForms(token: string): Figure[] {
  const digits = token.replace(/[^\d.,'’\u00a0\u202f ]/gu, '');
  if (!/\d/u.test(digits)) return [];
  if (GROUPED.test(digits)) return [...new Set([plain(digits.replace(/\D/gu, '')), ...(/^\d+[.,]\d{3}$/u.test(digits) ? [plain(digits.replace(',', '.'))] : [])])];
  const at = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (at < 0) return [plain(digits.replace(/\D/gu, ''))];
  return [plain(`${digits.slice(0, at).replace(/\D/gu, '')}.${digits.slice(at + 1)}`)];
}

function plain(number: string): Figure {
  // Long ones are identifiers: 0049… is not 49….
  if (/^\d{10,}$/u.test(number)) return number;
  return String(Number(number));
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}]+|\d+/gu) ?? [];
}

function wordFigure(word: string, before: string | undefined, after: string | undefined, language: string): FigureInText[] {
  const value = VALUE_OF_WORD.get(language)?.get(word);
  if (value) return [{ text: word, forms: [value] }];
  const unit = UNIT_OF.get(language)?.get(word) ?? UNIT_BEGINS.get(language)?.find(([begin]) => word.startsWith(begin))?.[1];
  if (unit) return [{ text: word, forms: [`unit ${unit}`] }];
  const names = calendarOf(language);
  const calendar = names.get(word) ?? (word.length > 4 ? names.get(word.replace(ENDINGS, '')) : undefined);
  if (!calendar || (DOUBTFUL_NAMES.has(word) && !/^\d+$/u.test(before ?? '') && !/^\d+$/u.test(after ?? ''))) return [];
  return [{ text: word, forms: [calendar] }];
}

function usualDigits(text: string): string {
  return text.replace(OTHER_DIGITS, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (ZEROS.findLast((zero) => zero <= code) ?? 0));
  });
}
