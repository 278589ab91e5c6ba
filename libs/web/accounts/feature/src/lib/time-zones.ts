import type { SelectOption } from '@mailtrixy/web/shared/ui';

export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** Every zone this browser knows; its own first. */
export function timeZoneOptions(): readonly SelectOption[] {
  const own = ownTimeZone();
  const zones = [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}
