import type { ComboboxOption } from '@mailtrixy/web/shared/ui';

export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** Every zone this browser knows; its own first. */
export function timeZoneOptions(): readonly ComboboxOption[] {
  const own = ownTimeZone();
  const zones = [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' '), words: zone, hint: zone === own ? 'this browser' : undefined }));
}
