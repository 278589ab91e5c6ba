export const templateStatuses = [
  'APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'IN_APPEAL', 'PENDING_DELETION', 'LIMIT_EXCEEDED', 'ARCHIVED',
] as const;
export type TemplateStatus = (typeof templateStatuses)[number];

export const templateCategories = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const;
export type TemplateCategory = (typeof templateCategories)[number];

export const qualityScores = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'] as const;
export type QualityScore = (typeof qualityScores)[number];

export interface TemplateButton {
  type: string;
  text?: string;
  url?: string;
  phone_number?: string;
  otp_type?: string;
  example?: unknown;
  [member: string]: unknown;
}

/** One component as Graph lists it: types and formats in capitals. */
export interface TemplateComponent {
  type: string;
  format?: string;
  text?: string;
  buttons?: TemplateButton[];
  cards?: { components: TemplateComponent[] }[];
  example?: Record<string, unknown>;
  [member: string]: unknown;
}

/** One row per name and language (META §10.1). */
export interface Template {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  category: TemplateCategory;
  previousCategory: TemplateCategory | null;
  status: TemplateStatus;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  quality: QualityScore;
  qualityAt: number;
  rejectedReason: string | null;
  ttlSeconds: number | null;
  createdAt: number;
  /** When it was edited while approved, oldest first: once a day, ten times a month. */
  edits: number[];
  /** Sends answer `held_for_quality_assessment`; then the message goes out, or is dropped with 132015 (META §10.6). */
  pacing: 'deliver' | 'drop' | null;
}

export function componentOf(components: TemplateComponent[], type: string): TemplateComponent | undefined {
  return components.find((component) => component.type === type);
}

export function buttonsOf(components: TemplateComponent[]): TemplateButton[] {
  return componentOf(components, 'BUTTONS')?.buttons ?? [];
}

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The variables of a text in order of first appearance, without their braces. */
export function variablesOf(text: string | undefined): string[] {
  return [...new Set([...(text ?? '').matchAll(placeholder)].map((match) => match[1]))];
}

export function filled(text: string, value: (variable: string) => string): string {
  return text.replace(placeholder, (_all, variable: string) => value(variable));
}
