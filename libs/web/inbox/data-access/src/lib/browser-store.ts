import { Injectable } from '@angular/core';

/** localStorage as JSON. Full or forbidden storage is no error: then things last as long as the page. */
@Injectable({ providedIn: 'root' })
export class BrowserStore {
  private readonly memory = new Map<string, string>();

  read<T>(key: string): T | null {
    return parse<T>(this.raw(key));
  }

  write(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.memory.set(key, text);
    try {
      localStorage.setItem(key, text);
    } catch {
      // memory has it
    }
  }

  remove(key: string): void {
    this.memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // memory is clean
    }
  }

  entries<T>(prefix: string): [string, T][] {
    const keys = new Set([...this.memory.keys(), ...storedKeys()].filter((key) => key.startsWith(prefix)));
    return [...keys].flatMap((key): [string, T][] => {
      const value = this.read<T>(key);
      return value === null ? [] : [[key, value]];
    });
  }

  private raw(key: string): string | null {
    try {
      return localStorage.getItem(key) ?? this.memory.get(key) ?? null;
    } catch {
      return this.memory.get(key) ?? null;
    }
  }
}

function storedKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function parse<T>(text: string | null): T | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
