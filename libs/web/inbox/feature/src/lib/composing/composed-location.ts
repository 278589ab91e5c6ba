import type { OutboundLocation } from '@mailtrixy/shared/dto';

/** Reads "53.7997, -1.5492", also out of a pasted address of a map. Null when there are no two numbers in range. */
export function readCoordinates(text: string): { latitude: number; longitude: number } | null {
  const found = /(-?\d{1,2}(?:\.\d+)?)\s*[,;/ ]\s*(-?\d{1,3}(?:\.\d+)?)(?!\d)/.exec(/[@=/](-?\d{1,2}\.\d{3,}[,/]-?\d{1,3}\.\d{3,})/.exec(text)?.[1] ?? text);
  if (!found) return null;
  const latitude = Number(found[1]);
  const longitude = Number(found[2]);
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

export function locationOf(coordinates: string, name: string, address: string): OutboundLocation | null {
  const place = readCoordinates(coordinates);
  if (!place) return null;
  return { ...place, ...(name.trim() ? { name: name.trim() } : {}), ...(address.trim() ? { address: address.trim() } : {}) };
}
