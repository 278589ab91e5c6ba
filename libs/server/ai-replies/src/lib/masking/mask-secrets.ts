/** What must not reach a provider, with the word that stands for it. */
export type MaskedKind = 'card number' | 'bank account' | 'password' | 'secret key';

/** Hides secrets of one call: the same secret gets the same placeholder in every text. What it stands for is kept nowhere. */
export interface SecretMask {
  mask(text: string): string;
  /** What was hidden so far. */
  readonly found: ReadonlySet<MaskedKind>;
}

/** "[card number 1]": no text that we send to a customer may hold one. */
export const PLACEHOLDER = /\[(?:card number|bank account|password|secret key) \d+\]/u;

/** A run of digits in groups; which of the groups are a card is seen by the check digit. */
const DIGIT_RUN = /\d(?:[ \-\u00a0.]?\d){12,}/gu;
const GROUP = /\d+/gu;
const IBAN = /\b[A-Z]{2}\d{2}(?:[ \-\u00a0]?[A-Z0-9]){11,30}\b/giu;
const KEYS = /\b(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[abpr]|AKIA|ASIA|AIza|EAA)[-_A-Za-z0-9]{12,}|\beyJ[\w-]{10,}\.[\w-]{5,}\.[\w-]*|\bbearer\s+[\w.~+/=-]{12,}/giu;
/** Words for a password or a code. */
const SECRET_WORDS =
  String.raw`(?:(?<![\p{L}\p{M}])(?:pass\s?word|passwd|pass\s?code|pass\s?phrase|pwd|pin(?:[- ]?(?:code|number|nummer))?|tan|cvv2?|cvc2?|otp|kennwort|passwort|geheimzahl|contraseñ\p{L}*|clave|mot de passe|code secret|senha|palavra-passe|wachtwoord|şifre\p{L}*|parola\p{L}*|пароль|пин-?код|hasł\p{L}*|lösenord|adgangskode|salasana|heslo|jelszó|κωδικός|كلمة (?:المرور|السر)|الرقم السري|סיסמה|mật khẩu))|密码|密碼|口令|パスワード|暗証番号|비밀번호`;
/** Such a word, what people put between, and the password: the third group. */
const PASSWORD = new RegExp(String.raw`(${SECRET_WORDS})(\s*(?:[:=：]|(?:is|was|are|ist|war|lautet|es|era|est|était|é|is|era|to|olan|это|jest|to|هي|هو|是|为|は|は、|는|은|là)(?=[\s:：「"'“]|(?<=[是为は는은]))|\()\s*[:=：]?\s*["'“„«「]?)([^\s"'”“»」,;)]{3,64})`, 'giu');
/** "my pin 4711": digits need nothing between. */
const CODE = new RegExp(String.raw`(${SECRET_WORDS})([ \t\u00a0]*#?[ \t\u00a0]*)(\p{Nd}{3,12})(?![\p{L}\p{M}\p{Nd}])`, 'giu');
const IBAN_MIN = 15;
const DIGITS = [0x0660, 0x06f0, 0x0966, 0xff10];

/** @returns a mask for all texts of one call to a provider */
export function secretMask(): SecretMask {
  const known = new Map<string, string>();
  const counts = new Map<MaskedKind, number>();
  const found = new Set<MaskedKind>();
  const placeholder = (kind: MaskedKind, secret: string): string => {
    const key = `${kind}|${secret.replace(/[\s\-.\u00a0]/gu, '').toLowerCase()}`;
    const before = known.get(key);
    if (before) return before;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    found.add(kind);
    const made = `[${kind} ${count}]`;
    known.set(key, made);
    return made;
  };
  return {
    found,
    mask(text) {
      let out = text.replace(IBAN, (whole) => {
        const account = ibanAtStart(whole);
        return account ? placeholder('bank account', account) + whole.slice(account.length) : whole;
      });
      out = maskCards(out, (digits) => placeholder('card number', digits));
      out = out.replace(KEYS, (whole) => placeholder('secret key', whole));
      out = out.replace(PASSWORD, (whole, word: string, between: string, secret: string, at: number, all: string) => (isPassword(secret, between, all.slice(at + whole.length)) ? `${word}${between}${placeholder('password', secret)}` : whole));
      return out.replace(CODE, (whole, word: string, between: string, digits: string) => (digits.length >= codeLength(word) ? `${word}${between}${placeholder('password', digits)}` : whole));
    },
  };
}

function maskCards(text: string, placeholder: (digits: string) => string): string {
  const plain = asciiDigits(text);
  let out = '';
  let at = 0;
  for (const run of plain.matchAll(DIGIT_RUN)) {
    const groups = [...run[0].matchAll(GROUP)].map((group) => ({ digits: group[0], from: run.index + group.index, to: run.index + group.index + group[0].length }));
    for (let first = 0; first < groups.length; ) {
      const count = cardGroups(groups.slice(first).map(({ digits }) => digits));
      if (count) {
        const last = groups[first + count - 1];
        out += text.slice(at, groups[first].from) + placeholder(plain.slice(groups[first].from, last.to).replace(/\D/gu, ''));
        at = last.to;
      }
      first += count || 1;
    }
  }
  return out + text.slice(at);
}

/** How many groups, from the first on, are a card together; the most that are. 0: none. */
function cardGroups(groups: readonly string[]): number {
  let best = 0;
  let digits = '';
  for (let count = 1; count <= groups.length && digits.length < 19; count++) if (isCard((digits += groups[count - 1]))) best = count;
  return best;
}

/** Digits of other scripts are digits too; the text keeps its length. */
function asciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/gu, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (DIGITS.findLast((zero) => zero <= code) ?? 0));
  });
}

function isCard(digits: string): boolean {
  // No issuer begins with 0, and a row of one digit is no number of anything.
  if (digits.length < 13 || digits.length > 19 || digits.startsWith('0') || /^(\d)\1+$/u.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** The pattern may have taken the next word along. */
function ibanAtStart(text: string): string | null {
  for (let to = text.length; to >= IBAN_MIN; to--) if (isIban(text.slice(0, to)) && !/[A-Z0-9]/iu.test(text[to] ?? ' ')) return text.slice(0, to).trimEnd();
  return null;
}

function isIban(text: string): boolean {
  const plain = text.replace(/[\s\-\u00a0]/gu, '').toUpperCase();
  if (plain.length < IBAN_MIN || plain.length > 34) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) rest = Number(`${rest}${sign >= 'A' ? sign.charCodeAt(0) - 55 : sign}`) % 97;
  return rest === 1;
}

/** "My password is not working" names none. After ":" anything is one that ends there; else it needs a digit, a sign or an odd capital. */
function isPassword(secret: string, between: string, after: string): boolean {
  if (PLACEHOLDER.test(secret) || /^[[<]/u.test(secret)) return false;
  const odd = /[\d\p{S}]|\p{Ll}\p{Lu}/u.test(secret);
  if (!/[:=：]/u.test(between)) return odd || /[^\p{L}\p{M}.'’!?…-]/u.test(secret.replace(/[.!?]+$/u, ''));
  if (/^https?:/iu.test(secret)) return odd;
  // A word alone may begin a question ("Password: where do I change it") or be the password, which ends the line or the sentence.
  return odd || !/^[\p{L}\p{M}]+[.?!]?$/u.test(secret) || (!secret.endsWith('?') && (/[.!]$/u.test(secret) || /^["'”“»」)]*[ \t\u00a0]*(?:[,;\n\r]|$)/u.test(after)));
}

/** Colours and clothes have small numbers too: "boots in tan 42". */
function codeLength(word: string): number {
  if (/^cv/iu.test(word)) return 3;
  return /^tan$/iu.test(word) ? 5 : 4;
}
