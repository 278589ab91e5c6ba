import type { TemplateSync } from '@mailtrixy/shared/dto';
import { formatAgo } from '@mailtrixy/web/shared/util';

/** "Synced 4 min ago", "Reading from Meta… 120 so far", or why the newest try failed and how old the list is. */
export function syncWords(sync: TemplateSync, now: number): string {
  const age = sync.finishedAt === null ? 'Never synced' : `Synced ${formatAgo(sync.finishedAt, now)}`;
  if (sync.state === 'running') return sync.seen > 0 ? `Reading from Meta… ${sync.seen} so far` : 'Reading from Meta…';
  if (sync.problem !== null) return `Sync failed: ${sync.problem} ${sync.finishedAt === null ? '' : `This list is from ${formatAgo(sync.finishedAt, now)}.`}`.trim();
  return age;
}

/** "41 templates, 2 changed · 3 s" */
export function syncResult({ total, changed, tookMs }: TemplateSync): string {
  const took = tookMs === null ? '' : ` · ${tookMs < 10_000 ? Number((tookMs / 1000).toFixed(1)) : Math.round(tookMs / 1000)} s`;
  return `${total} ${total === 1 ? 'template' : 'templates'}, ${changed === 0 ? 'none' : changed} changed${took}`;
}
