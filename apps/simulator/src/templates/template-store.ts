import type { Template } from './template';

const hourMs = 3_600_000;
const nameBlockedMs = 30 * 86_400_000;
const createsPerHour = 100;

/** All templates of all WABAs, and what Meta remembers about names and speed. */
export class TemplateStore {
  private readonly templates = new Map<string, Template>();
  /** `waba|name|language` of deleted approved templates → until when the name is taken. */
  private readonly blocked = new Map<string, number>();
  private readonly creates = new Map<string, number[]>();

  constructor(private readonly now: () => number) {}

  add(template: Template): Template {
    this.templates.set(template.id, template);
    return template;
  }

  get(id: string): Template | undefined {
    return this.templates.get(id);
  }

  /** In the order of making. */
  of(wabaId: string): Template[] {
    return [...this.templates.values()].filter((template) => template.wabaId === wabaId);
  }

  find(wabaId: string, name: string, language: string): Template | undefined {
    return this.of(wabaId).find((template) => template.name === name && template.language === language);
  }

  /** An approved one keeps its name for 30 days (META §10.4). */
  remove(template: Template): void {
    this.templates.delete(template.id);
    if (template.status === 'APPROVED') this.blocked.set(key(template.wabaId, template.name, template.language), this.now() + nameBlockedMs);
  }

  /** As if it had never been. */
  forget(template: Template): void {
    this.templates.delete(template.id);
  }

  isNameBlocked(wabaId: string, name: string, language: string): boolean {
    return (this.blocked.get(key(wabaId, name, language)) ?? 0) > this.now();
  }

  /** @returns false when a hundred were made within the last hour */
  mayCreate(wabaId: string): boolean {
    const recent = (this.creates.get(wabaId) ?? []).filter((at) => at > this.now() - hourMs);
    if (recent.length >= createsPerHour) return false;
    this.creates.set(wabaId, [...recent, this.now()]);
    return true;
  }

  all(): Template[] {
    return [...this.templates.values()];
  }

  clear(): void {
    this.templates.clear();
    this.blocked.clear();
    this.creates.clear();
  }
}

function key(wabaId: string, name: string, language: string): string {
  return `${wabaId}|${name}|${language}`;
}
