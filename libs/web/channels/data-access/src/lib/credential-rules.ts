/** What a form says about one pasted value: an error stops the form, a warning only speaks. */
export interface FieldVerdict {
  error: string | null;
  warning: string | null;
}

const FINE: FieldVerdict = { error: null, warning: null };
const stop = (error: string): FieldVerdict => ({ error, warning: null });
const warn = (warning: string): FieldVerdict => ({ error: null, warning });

/** Copies from Meta's pages and from chats bring spaces, line breaks, quotes and invisible marks along. */
export function cleanPaste(value: string): string {
  return value.replace(/[\s\u200B-\u200D\u2060\uFEFF]+/g, '').replace(/^["'`“”‘’«»]+|["'`“”‘’«»,;]+$/g, '');
}

export function checkName(value: string): FieldVerdict {
  if (!value.trim()) return stop('Give the channel a name, for example “WhatsApp EU”.');
  return value.trim().length > 80 ? stop('Use at most 80 characters.') : FINE;
}

export function checkPhoneNumberId(value: string): FieldVerdict {
  if (!value) return stop('Paste the Phone Number ID.');
  if (/^\+[\d() -]+$/.test(value)) return stop('This looks like the phone number itself. The ID stands below it at Meta.');
  if (!/^\d+$/.test(value)) return stop('Digits only: the ID has 10 to 20 digits.');
  if (value.length < 10 || value.length > 20) return stop(`The ID has 10 to 20 digits; this has ${value.length}.`);
  return FINE;
}

/** Optional: the server reads it from the token where possible. */
export function checkWabaId(value: string): FieldVerdict {
  if (!value) return FINE;
  return /^\d{10,20}$/.test(value) ? FINE : stop('Digits only: the account ID has 10 to 20 digits.');
}

export function checkAccessToken(value: string): FieldVerdict {
  if (!value) return stop('Paste the Access Token.');
  if (/^[0-9a-f]{32}$/i.test(value)) return stop('This looks like the App Secret. The Access Token is much longer and starts with EAA.');
  if (/^\d+$/.test(value)) return stop('This looks like an ID. The Access Token starts with EAA.');
  if (value.length < 20) return stop('This is too short for an Access Token: copy it whole.');
  return value.startsWith('EAA') ? FINE : warn('Meta’s tokens start with EAA. Check that this is the Access Token.');
}

/** SEED: the App Secret is not the Access Token and not the Verify Token; pasting the wrong one is the common mistake. */
export function checkAppSecret(value: string): FieldVerdict {
  if (!value) return stop('Paste the App Secret. Without it every inbound webhook is rejected with 403.');
  if (value.startsWith('EAA')) return warn('This looks like an Access Token. The App Secret has 32 characters, 0–9 and a–f.');
  if (/^mx_/.test(value)) return warn('This looks like the Verify Token. The App Secret has 32 characters, 0–9 and a–f.');
  return /^[0-9a-f]{32}$/i.test(value) ? FINE : warn(`The App Secret usually has 32 characters, 0–9 and a–f; this has ${value.length}.`);
}

export function checkVerifyToken(value: string): FieldVerdict {
  if (!value) return stop('Choose a Verify Token, or leave the field and keep the old one.');
  return value.length < 8 ? stop('Use at least 8 characters.') : FINE;
}
