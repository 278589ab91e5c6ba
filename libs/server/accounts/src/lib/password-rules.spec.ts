import { COMMON_PASSWORDS } from './common-passwords';
import { assertStrongPassword } from './password-rules';

const verdict = (password: string, about: string[] = []) => {
  try {
    assertStrongPassword(password, about, 'password');
    return 'good';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('assertStrongPassword', () => {
  it.each(['1234567', 'Password123!', 'p4ssw0rd', 'P@ssw0rd!', 'qwertyuiop', 'Summer2026', 'aaaaaaaaaaaa', '12121212', 'iloveyou', 'MailTrixy1!', 'x'.repeat(257), 'Welcome!!!'])('refuses %s', (password) => {
    expect(verdict(password)).toBe('PASSWORD_WEAK');
  });

  it.each(['correct horse battery', 'seed wagon pickle tulip', 'Tr0ub4dor&3x', 'пароль для почты', '長いパスワードです。', '🐎🔋📎🌷🚂🥒🧲🪁', 'x y'.repeat(80)])('takes %s', (password) => {
    expect(verdict(password)).toBe('good');
  });

  it('counts characters, not code units', () => {
    expect(verdict('🐎🔋📎🌷🚂🥒🧲')).toBe('PASSWORD_WEAK');
  });

  it.each(['anna.schmidt@acme.example', 'anna.schmidt', 'Anna Schmidt', 'annaschmidt12', 'Acme Logistics'])('refuses %s, which is about the person', (password) => {
    expect(verdict(password, ['anna.schmidt@acme.example', 'Anna Schmidt', 'Acme Logistics'])).toBe('PASSWORD_WEAK');
  });

  it('refuses everything on its list', () => {
    expect(COMMON_PASSWORDS.length).toBeGreaterThan(350);
    expect(COMMON_PASSWORDS.filter((password) => verdict(password) === 'good')).toEqual([]);
  });
});
