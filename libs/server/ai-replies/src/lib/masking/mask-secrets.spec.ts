import fc from 'fast-check';
import { PLACEHOLDER, secretMask } from './mask-secrets';

const mask = (text: string) => secretMask().mask(text);

/** A number of the issuer's length whose check digit is right. */
const card = fc.tuple(fc.constantFrom('4', '51', '37', '6011', '35'), fc.integer({ min: 13, max: 19 }), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 19, maxLength: 19 })).map(([head, length, digits]) => {
  const body = (head + digits.join('')).slice(0, length - 1);
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]) * (i % 2 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return body + String((10 - (sum % 10)) % 10);
});

describe('secretMask', () => {
  it.each([
    ['My card is 4111 1111 1111 1111, exp 10/28', 'My card is [card number 1], exp 10/28'],
    ['order 12 4111 1111 1111 1111 20', 'order 12 [card number 1] 20'],
    ['abc1 4000000000006', 'abc1 [card number 1]'],
    ['5500-0000-0000-0004', '[card number 1]'],
    ['بطاقتي ٤١١١١١١١١١١١١١١١', 'بطاقتي [card number 1]'],
    ['IBAN DE89 3704 0044 0532 0130 00 bitte', 'IBAN [bank account 1] bitte'],
    ['gb82west12345698765432', '[bank account 1]'],
    ['key sk-proj-abcdef1234567890', 'key [secret key 1]'],
    ['Authorization: Bearer abcdefgh12345678', 'Authorization: [secret key 1]'],
    ['my password is Hunter22', 'my password is [password 1]'],
    ['My password is "s3cret!" ok', 'My password is "[password 1]" ok'],
    ['Passwort: geheim1', 'Passwort: [password 1]'],
    ['mi contraseña es Gato99', 'mi contraseña es [password 1]'],
    ['mon mot de passe est Chat_77', 'mon mot de passe est [password 1]'],
    ['a minha senha é Gato#1', 'a minha senha é [password 1]'],
    ['Mijn wachtwoord is K4as', 'Mijn wachtwoord is [password 1]'],
    ['мой пароль это Кот99', 'мой пароль это [password 1]'],
    ['moje hasło to Kot99', 'moje hasło to [password 1]'],
    ['كلمة المرور هي abc123', 'كلمة المرور هي [password 1]'],
    ['我的密码是abc123', '我的密码是[password 1]'],
    ['şifrem: Kedi99', 'şifrem: [password 1]'],
    ['pin: 4321', 'pin: [password 1]'],
    ['CVV 123? cvv: 123', 'CVV [password 1]? cvv: [password 1]'],
    ['Passwort: Sonnenschein', 'Passwort: [password 1]'],
    ['Password: sunshine\nUser: max', 'Password: [password 1]\nUser: max'],
    ['passwort: Sonnenschein, Benutzer: max', 'passwort: [password 1], Benutzer: max'],
    ['hasło: słoneczko.', 'hasło: [password 1]'],
    ['パスワード：ひまわり', 'パスワード：[password 1]'],
    ['my pin 4711', 'my pin [password 1]'],
    ['PIN-Code 471108 stimmt nicht', 'PIN-Code [password 1] stimmt nicht'],
    ['cvv 123', 'cvv [password 1]'],
    ['the cvc 1234 is right', 'the cvc [password 1] is right'],
    ['otp 998877 came', 'otp [password 1] came'],
    ['TAN 123456', 'TAN [password 1]'],
    ['Geheimzahl 4711', 'Geheimzahl [password 1]'],
    ['пин-код 4711', 'пин-код [password 1]'],
    ['الرقم السري ٤٧١١', 'الرقم السري [password 1]'],
  ])('hides what is secret in %s', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each(['My password is not working', 'I forgot my password. Is it possible to reset it?', 'Wie ist mein Passwort zurückzusetzen?', 'order 4111 1111 1111 1112', 'Call +49 30 1234567890', 'invoice 20240012345678', 'The pin is broken off', 'Password: where do I change it', 'Password: where?', 'the pin 3 is bent', 'boots in tan 42', 'tan 440', 'pin 47110815123456', 'otp codes never come', '0000 0000 0000 0000', 'DE88 3704 0044 0532 0130 00'])('leaves alone what is none: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('gives one secret one placeholder in all texts of a call', () => {
    const one = secretMask();
    expect(one.mask('4111 1111 1111 1111 and 5500 0000 0000 0004')).toBe('[card number 1] and [card number 2]');
    expect(one.mask('again 4111111111111111')).toBe('again [card number 1]');
    expect([...one.found]).toEqual(['card number']);
  });

  it('never lets a card number through, however it is grouped', () => {
    fc.assert(
      fc.property(card, fc.constantFrom('', ' ', '-', '.', '\u00a0'), fc.stringMatching(/^[a-z ,:]{0,12}$/), (number, gap, before) => {
        const masked = mask(`${before} ${number.replace(/(\d{4})(?=\d)/gu, `$1${gap}`)} thanks`);
        return PLACEHOLDER.test(masked) && !/\d{4}/u.test(masked);
      }),
    );
  });

  it('is the same when it is done twice', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(card, fc.constantFrom('password: abc1', 'DE89370400440532013000', 'sk-abcdefghijkl1234', 'hello', ': '), fc.string({ maxLength: 12 }))), (parts) => {
        const once = mask(parts.join(' '));
        return mask(once) === once;
      }),
    );
  });
});
