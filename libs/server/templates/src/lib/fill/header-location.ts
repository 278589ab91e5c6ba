import { isWire } from '../components/wire';

export interface HeaderPlace {
  latitude: number;
  longitude: number;
  name: string;
  address: string;
}

/** The JSON text of a location slot; null when it is not one. */
export function placeOf(value: string): Partial<HeaderPlace> | null {
  try {
    const place: unknown = JSON.parse(value);
    return isWire(place) ? { ...place, latitude: asNumber(place['latitude']), longitude: asNumber(place['longitude']) } : null;
  } catch {
    return null;
  }
}

export function isPlace(place: Partial<HeaderPlace> | null): place is HeaderPlace {
  if (!place) return false;
  const { latitude = NaN, longitude = NaN, name, address } = place;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && typeof name === 'string' && name.trim() !== '' && typeof address === 'string' && address.trim() !== '';
}

function asNumber(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
}
