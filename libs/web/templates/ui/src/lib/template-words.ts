import type { TemplateQuality, TemplateStatus } from '@mailtrixy/shared/dto';
import { type IconData, iconArchive, iconBan, iconCheck, iconCircleDashed, iconPause, iconX } from '@mailtrixy/web/shared/ui';

export interface StatusMark {
  words: string;
  kind: 'ok' | 'warn' | 'danger' | 'info' | 'neutral';
  icon: IconData;
}

const MARKS: Readonly<Record<string, StatusMark>> = {
  APPROVED: { words: 'Approved', kind: 'ok', icon: iconCheck },
  PENDING: { words: 'In review', kind: 'info', icon: iconCircleDashed },
  IN_APPEAL: { words: 'In appeal', kind: 'info', icon: iconCircleDashed },
  REJECTED: { words: 'Rejected', kind: 'danger', icon: iconX },
  PAUSED: { words: 'Paused', kind: 'warn', icon: iconPause },
  DISABLED: { words: 'Disabled', kind: 'danger', icon: iconBan },
  LIMIT_EXCEEDED: { words: 'Limit exceeded', kind: 'danger', icon: iconBan },
  ARCHIVED: { words: 'Archived', kind: 'neutral', icon: iconArchive },
  PENDING_DELETION: { words: 'Being deleted', kind: 'neutral', icon: iconArchive },
  DELETED: { words: 'Deleted', kind: 'neutral', icon: iconArchive },
};

/** A status that Meta invents tomorrow is shown in Meta's word. */
export function statusMark(status: TemplateStatus, deletedAt: string | null = null): StatusMark {
  if (deletedAt !== null) return MARKS['DELETED'];
  return MARKS[status] ?? { words: status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' '), kind: 'neutral', icon: iconCircleDashed };
}

export interface QualityMark {
  words: string;
  level: 0 | 1 | 2 | 3;
  kind: 'ok' | 'warn' | 'danger' | '';
}

const QUALITIES: Readonly<Record<TemplateQuality, QualityMark>> = {
  GREEN: { words: 'High', level: 3, kind: 'ok' },
  YELLOW: { words: 'Medium', level: 2, kind: 'warn' },
  RED: { words: 'Low', level: 1, kind: 'danger' },
  UNKNOWN: { words: 'Not rated', level: 0, kind: '' },
};

export function qualityMark(quality: TemplateQuality): QualityMark {
  return QUALITIES[quality];
}

/** "en_GB" → "English (United Kingdom)"; the code itself where it has no name. */
export function languageWords(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' }).of(code.replaceAll('_', '-')) ?? code;
  } catch {
    return code;
  }
}
