export type MediaFamily = 'image' | 'video' | 'audio' | 'other';

/** Types that share their first bytes with a sniffed one, so that a claim may choose among them. */
const CLAIMABLE: Readonly<Record<string, RegExp>> = {
  'application/x-ole-storage': /^application\/(msword|vnd\.ms-(excel|powerpoint|outlook))$/,
  'application/zip': /^application\/(zip|epub\+zip|java-archive|vnd\.(openxmlformats-officedocument\.|oasis\.opendocument\.)[a-z.]+)$/,
  'text/plain': /^text\/(plain|csv|tab-separated-values|calendar|vcard|x-vcard|markdown)$|^application\/json$/,
};

/** Containers of sound and pictures alike: what they are called depends on what the message says they are. */
const AS_AUDIO: Readonly<Record<string, string>> = { 'video/mp4': 'audio/mp4', 'video/3gpp': 'audio/3gpp', 'video/webm': 'audio/webm', 'video/quicktime': 'audio/mp4' };

/** @returns without parameters, e.g. `audio/ogg` for `audio/ogg; codecs=opus` */
export function bareType(declared: string): string {
  return declared.split(';')[0].trim().toLowerCase();
}

/**
 * The type a file goes by: what its bytes say; the claim counts only where the bytes leave a choice.
 * @param sniffed of sniffType
 * @param asAudio the message calls it audio or voice
 */
export function resolveType(sniffed: string, declared: string, asAudio: boolean): string {
  const claim = bareType(declared);
  if (asAudio && AS_AUDIO[sniffed]) return AS_AUDIO[sniffed];
  if (sniffed === 'video/mp4' && claim === 'audio/mp4') return claim;
  return CLAIMABLE[sniffed]?.test(claim) ? claim : sniffed;
}

/** SVG is a program, not a picture. */
export function familyOf(mimeType: string): MediaFamily {
  const [family] = mimeType.split('/');
  if (mimeType === 'image/svg+xml') return 'other';
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'other';
}
