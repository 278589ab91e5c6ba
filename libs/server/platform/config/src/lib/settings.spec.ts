import { readSettings } from './settings';

const minimum = { DATABASE_URL: 'mysql://a:b@127.0.0.1/c', REDIS_URL: 'redis://127.0.0.1' };

describe('readSettings', () => {
  it('needs only the two stores', () => {
    const settings = readSettings(minimum);
    expect(settings.publicUrl).toBe('http://localhost:3000');
    expect(settings.graphUrl).toBe('https://graph.facebook.com');
    expect(settings.simulatorUrl).toBeNull();
  });

  it.each([
    [{ REDIS_URL: 'x' }, 'DATABASE_URL is not set'],
    [{ ...minimum, PORT: '3000a' }, 'PORT must be a whole number'],
    [{ ...minimum, PORT: '70000' }, 'PORT must be a whole number'],
    [{ ...minimum, MAILTRIXY_PUBLIC_URL: 'inbox.example.org' }, 'MAILTRIXY_PUBLIC_URL must be an http or https address'],
    [{ ...minimum, MAILTRIXY_GRAPH_URL: 'file:///etc' }, 'MAILTRIXY_GRAPH_URL must be an http or https address'],
  ])('says in words what is wrong: %p', (env, words) => {
    expect(() => readSettings(env)).toThrow(words);
  });

  it('drops trailing slashes of addresses', () => {
    expect(readSettings({ ...minimum, MAILTRIXY_PUBLIC_URL: 'https://inbox.example.org//' }).publicUrl).toBe('https://inbox.example.org');
  });
});
