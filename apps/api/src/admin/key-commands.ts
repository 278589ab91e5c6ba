import type { INestApplicationContext } from '@nestjs/common';
import { KEYRING, type Keyring } from '@mailtrixy/server/platform/secrets';
import type { AdminCommand } from './admin-command';

/** Seals what one domain stores with the keyring's current key again. Repeatable: rows that have it already are left alone. */
export interface Resealer {
  /** What is sealed, in words, e.g. 'channel secrets'. */
  subject: string;
  /** @returns how many rows were sealed again */
  reseal(app: INestApplicationContext): Promise<number>;
}

/** @param resealers one per domain that stores sealed values */
export function rotateKeys(resealers: readonly Resealer[]): AdminCommand {
  return {
    name: 'keys rotate',
    summary: 'a new master key; everything stored is sealed again',
    options: {},
    async run({ app, print }) {
      const keyId = app.get<Keyring>(KEYRING).rotate();
      print(`The new key is ${keyId}. Old keys stay in the keyring, so that older backups can be read.`);
      for (const { subject, reseal } of resealers) print(`Sealed again: ${await reseal(app)} ${subject}.`);
    },
  };
}
