import type { AdminCommand } from './admin-command';
import { readArguments } from './read-arguments';

const command: AdminCommand = { name: 'workspace create', summary: 'makes one', options: { name: 'Acme Ltd' }, optional: { 'time-zone': 'UTC' }, run: async () => undefined };

describe('readArguments', () => {
  it('reads both forms of an option', () => {
    expect(readArguments(['workspace', 'create', '--name', 'A b', '--time-zone=Asia/Tokyo'], [command]).options).toEqual({ name: 'A b', 'time-zone': 'Asia/Tokyo' });
  });

  it.each([
    [[], 'The commands are:'],
    [['workspace', 'destroy'], 'There is no command "workspace destroy"'],
    [['workspace', 'create'], '--name is missing'],
    [['workspace', 'create', '--name'], '--name needs a value'],
    [['workspace', 'create', '--nane', 'x'], 'does not know --nane'],
    [['workspace', 'create', '--name', 'x', 'y'], 'does not know y'],
  ])('%j is answered with words', (argv, words) => {
    expect(() => readArguments(argv, [command])).toThrow(words);
  });
});
