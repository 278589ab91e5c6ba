/** With www. and without it, a host is the same site; no other hosts are, as nobody can tell from names alone whose they are. */
export function isSameSite(one: URL, other: URL): boolean {
  return siteOf(one) === siteOf(other);
}

function siteOf({ host }: URL): string {
  return host.replace(/^www\./, '');
}
