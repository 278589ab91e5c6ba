import { ControlError } from './control-error';

/** Reads a JSON object member by member; what has the wrong type is named in the error. */
export class Input {
  private constructor(
    readonly members: Record<string, unknown>,
    private readonly path: string,
  ) {}

  static of(value: unknown, path = ''): Input {
    if (value === undefined) return new Input({}, path);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ControlError('invalid', `${path || 'The body'} must be a JSON object.`, path || undefined);
    return new Input(value as Record<string, unknown>, path);
  }

  has(name: string): boolean {
    return this.members[name] !== undefined;
  }

  /** Refuses members that nobody reads: a misspelt switch would otherwise do nothing in silence. */
  only(...names: string[]): this {
    for (const name of Object.keys(this.members)) {
      if (!names.includes(name)) throw new ControlError('invalid', `${this.name(name)} is not known here. Known: ${names.join(', ')}.`, this.name(name));
    }
    return this;
  }

  string(name: string): string | undefined {
    return this.typed(name, 'a string', (value): value is string => typeof value === 'string');
  }

  requiredString(name: string): string {
    const value = this.string(name);
    if (value === undefined || value === '') throw new ControlError('invalid', `${this.name(name)} is required.`, this.name(name));
    return value;
  }

  boolean(name: string): boolean | undefined {
    return this.typed(name, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  number(name: string, min = -Infinity, max = Infinity): number | undefined {
    const value = this.typed(name, 'a number', (each): each is number => typeof each === 'number' && Number.isFinite(each));
    if (value !== undefined && (value < min || value > max)) throw new ControlError('invalid', `${this.name(name)} must be between ${min} and ${max}.`, this.name(name));
    return value;
  }

  whole(name: string, min: number, max: number): number | undefined {
    const value = this.number(name, min, max);
    if (value !== undefined && !Number.isInteger(value)) throw new ControlError('invalid', `${this.name(name)} must be a whole number.`, this.name(name));
    return value;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    return this.typed(name, `one of ${allowed.join(', ')}`, (value): value is T => (allowed as readonly unknown[]).includes(value));
  }

  strings(name: string): string[] | undefined {
    return this.typed(name, 'an array of strings', (value): value is string[] => Array.isArray(value) && value.every((each) => typeof each === 'string'));
  }

  object(name: string): Record<string, unknown> | undefined {
    return this.typed(name, 'a JSON object', (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value));
  }

  objects(name: string): Record<string, unknown>[] | undefined {
    const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
    return this.typed(name, 'an array of objects', (value): value is Record<string, unknown>[] => Array.isArray(value) && value.every(isObject));
  }

  digits(name: string): string | undefined {
    const text = this.string(name)?.replace(/[\s()+.-]/g, '');
    if (text !== undefined && !/^\d{5,17}$/.test(text)) throw new ControlError('invalid', `${this.name(name)} must be a phone number of 5 to 17 digits.`, this.name(name));
    return text;
  }

  child(name: string): Input {
    return Input.of(this.members[name], this.name(name));
  }

  name(name: string): string {
    return this.path ? `${this.path}.${name}` : name;
  }

  private typed<T>(name: string, what: string, check: (value: unknown) => value is T): T | undefined {
    const value = this.members[name];
    if (value === undefined) return undefined;
    if (!check(value)) throw new ControlError('invalid', `${this.name(name)} must be ${what}.`, this.name(name));
    return value;
  }
}
