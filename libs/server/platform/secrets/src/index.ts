export { Keyring, KEYRING, SecretsModule, UnreadableSecretError } from './lib/keyring';
export type { Sealed } from './lib/keyring';
