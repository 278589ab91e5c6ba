/** A one-time link. The token stands in the fragment, which browsers send to no server and write in no referrer. */
export function linkUrl(publicUrl: string, page: 'invite' | 'reset', token: string): string {
  return `${publicUrl}/${page}#token=${token}`;
}
