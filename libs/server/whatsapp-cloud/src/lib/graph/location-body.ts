import type { OutboundLocation } from '@mailtrixy/shared/dto';

/** Digits after the point: a tenth of a millimetre. */
const DIGITS = 9;

export function locationBody({ latitude, longitude, name, address }: OutboundLocation): Record<string, unknown> {
  return { type: 'location', location: { latitude: degrees(latitude), longitude: degrees(longitude), ...(name ? { name } : {}), ...(address ? { address } : {}) } };
}

/** As text without an exponent: JSON writes 0.0000001 as 1e-7. */
function degrees(value: number): string {
  return value.toFixed(DIGITS).replace(/\.?0+$/, '').replace(/^-0$/, '0');
}
