import type { FieldError } from '@mailtrixy/shared/dto';
import { upper, wires, words, type Wire } from '../components/wire';

const OTP_TYPES = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'];
const EXPIRY = { min: 1, max: 90 };
const LABEL_MAX = 25;

/** Login codes: Meta writes the words, we choose the options. */
export function authenticationProblems(components: readonly Wire[]): FieldError[] {
  const errors = components.flatMap((component, index): FieldError[] => {
    const field = `components.${index}`;
    switch (upper(component['type'])) {
      case 'BODY':
        return words(component['text']) ? [{ field: `${field}.text`, message: 'Meta writes the text of a login code. Leave it out; add_security_recommendation adds a warning.' }] : [];
      case 'FOOTER':
        return footerProblems(component, field);
      case 'BUTTONS':
        return otpProblems(component, field);
      case 'HEADER':
        return [{ field, message: 'A login code has no header and no media.' }];
      default:
        return [{ field, message: 'A login code has a body, a footer and one button only.' }];
    }
  });
  if (!components.some((component) => upper(component['type']) === 'BUTTONS')) errors.push({ field: 'components', message: 'A login code needs its button: copy code, one-tap or zero-tap.' });
  return errors;
}

function footerProblems(component: Wire, field: string): FieldError[] {
  if (words(component['text'])) return [{ field: `${field}.text`, message: 'The footer of a login code is code_expiration_minutes only.' }];
  const minutes = component['code_expiration_minutes'];
  const valid = Number.isInteger(minutes) && Number(minutes) >= EXPIRY.min && Number(minutes) <= EXPIRY.max;
  return valid ? [] : [{ field: `${field}.code_expiration_minutes`, message: `A code is valid for ${EXPIRY.min} to ${EXPIRY.max} minutes.` }];
}

function otpProblems(component: Wire, field: string): FieldError[] {
  const buttons = wires(component['buttons']);
  if (buttons.length !== 1 || upper(buttons[0]['type']) !== 'OTP') return [{ field: `${field}.buttons`, message: 'A login code has exactly one button, of the type OTP.' }];
  const [button] = buttons;
  const errors: FieldError[] = [];
  const kind = upper(button['otp_type']);
  if (!OTP_TYPES.includes(kind)) errors.push({ field: `${field}.buttons.0.otp_type`, message: 'Choose copy code, one-tap or zero-tap.' });
  if ([...(words(button['text']) ?? '')].length > LABEL_MAX) errors.push({ field: `${field}.buttons.0.text`, message: `The button has more than ${LABEL_MAX} characters.` });
  if (kind === 'ONE_TAP' || kind === 'ZERO_TAP') {
    const apps = wires(button['supported_apps']);
    const whole = apps.length > 0 && apps.every((app) => /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/.test(words(app['package_name']) ?? '') && (words(app['signature_hash']) ?? '').length === 11);
    if (!whole) errors.push({ field: `${field}.buttons.0.supported_apps`, message: 'Name the Android app that takes the code: its package name and its signature hash of 11 characters.' });
    if (kind === 'ZERO_TAP' && button['zero_tap_terms_accepted'] !== true) errors.push({ field: `${field}.buttons.0.zero_tap_terms_accepted`, message: 'Zero-tap needs your agreement to Meta’s terms.' });
  }
  return errors;
}
