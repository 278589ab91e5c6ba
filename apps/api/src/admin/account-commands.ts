import { PasswordResetsService, SetupService, WorkspacesService } from '@mailtrixy/server/accounts';
import { isEmail, isTimeZone } from 'class-validator';
import { AdminError, type AdminCommand } from './admin-command';

/** Prints the code alone, and nothing once there is an owner: the launcher makes the link of it. */
export const setupCode: AdminCommand = {
  name: 'setup-code',
  summary: 'a new one-time code for the first owner; prints nothing when there is one',
  options: {},
  async run({ app, print }) {
    const code = await app.get(SetupService).newCode();
    if (code) print(code);
  },
};

export const createWorkspace: AdminCommand = {
  name: 'workspace create',
  summary: "a new workspace; prints its owner's one-time invitation",
  options: { name: 'Acme', 'owner-email': 'anna@example.org' },
  optional: { 'time-zone': 'Europe/Berlin' },
  async run({ app, options, print }) {
    const timeZone = options['time-zone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!isEmail(options['owner-email'])) throw new AdminError(`--owner-email ${options['owner-email']} is not an e-mail address.`);
    if (!isTimeZone(timeZone)) throw new AdminError(`--time-zone ${timeZone} is not a time zone. An example: Europe/Berlin`);
    const name = options['name'].trim();
    if (!name || name.length > 120) throw new AdminError('--name must have 1 to 120 characters.');
    const link = await app.get(WorkspacesService).create({ name, timeZone, ownerEmail: options['owner-email'] });
    print(`Workspace "${name}" was created. Its owner joins with this link, once, until ${link.expiresAt}:`);
    print(link.url);
  },
};

export const resetPassword: AdminCommand = {
  name: 'user reset-password',
  summary: 'prints a one-time link that sets a new password',
  options: { email: 'anna@example.org' },
  async run({ app, options, print }) {
    const link = await app.get(PasswordResetsService).createLinkByEmail(options['email']);
    if (!link) throw new AdminError(`Nobody has the e-mail address ${options['email']}.`);
    print(`This link sets a new password, once, until ${link.expiresAt}:`);
    print(link.url);
  },
};
