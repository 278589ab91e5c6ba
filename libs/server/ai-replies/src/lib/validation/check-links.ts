import type { CheckResult } from '../pipeline/answer-rules';
import { addressesIn, hostOf, linkForm } from './addresses';
import { failed, passed, quoted } from './check-result';
import type { CheckedAnswer } from './checked-answer';

/** A link stands in a cited source as it is, or leads to a host of the workspace. What a customer wrote proves nothing. */
export function checkLinks({ input, text, source }: CheckedAnswer): CheckResult {
  const { links } = addressesIn(text);
  if (!links.length) return passed('links', 'It has no links.');
  const known = new Set(addressesIn(source).links.map(linkForm));
  const hosts = new Set(input.linkHosts.map((host) => host.toLowerCase().replace(/^www\./u, '')));
  for (const link of links) {
    if (known.has(linkForm(link)) && hostOf(link)) continue;
    const host = hostOf(link);
    if (!host || !hosts.has(host)) return failed('links', `The link ${quoted(link)} is in none of the cited sources.`);
  }
  return passed('links', 'Every link is from a cited source or leads to a site of yours.');
}
