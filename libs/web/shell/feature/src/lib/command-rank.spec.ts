import type { Command } from '@mailtrixy/web/shared/util';
import { rankCommands } from './command-rank';

const COMMANDS: Command[] = [
  { id: 'inbox', label: 'Inbox', section: 'Go to' },
  { id: 'members', label: 'Members', section: 'Settings', words: 'workspace people' },
  { id: 'dark', label: 'Dark theme', section: 'Appearance' },
  { id: 'light', label: 'Light theme', section: 'Appearance' },
];
const ids = (query: string, recent: string[] = []) => rankCommands(COMMANDS, query, recent).map((command) => command.id);

describe('rankCommands', () => {
  it('finds by start, inside, other words, and letters in order', () => {
    expect(ids('in')[0]).toBe('inbox');
    expect(ids('theme')).toEqual(['dark', 'light']);
    expect(ids('people')).toEqual(['members']);
    expect(ids('dth')).toEqual(['dark']);
    expect(ids('zzz')).toEqual([]);
  });

  it('puts recent ones first when nothing is typed', () => {
    expect(ids('', ['light'])).toEqual(['light', 'inbox', 'members', 'dark', 'light']);
    expect(rankCommands(COMMANDS, '', ['light'])[0].section).toBe('Recent');
  });
});
