import { KNOWLEDGE_FILE_ALIASES, KNOWLEDGE_FILE_EXTENSIONS, KNOWLEDGE_FILE_MAX_BYTES } from '@mailtrixy/shared/dto';

const ENDINGS: readonly string[] = [...KNOWLEDGE_FILE_EXTENSIONS, ...Object.keys(KNOWLEDGE_FILE_ALIASES)];
/** For a file chooser. */
export const KNOWLEDGE_ACCEPT = ENDINGS.map((ending) => `.${ending}`).join(',');

/** Why a file is not even uploaded; null when it may be. The server looks into it once more. */
export function fileRefusal({ name, size }: Pick<File, 'name' | 'size'>): string | null {
  const extension = /\.([^.]+)$/.exec(name)?.[1].toLowerCase() ?? '';
  if (!ENDINGS.includes(extension)) return `${name}: only ${KNOWLEDGE_FILE_EXTENSIONS.map((one) => one.toUpperCase()).join(', ')} can be read.`;
  if (size === 0) return `${name} is empty.`;
  if (size > KNOWLEDGE_FILE_MAX_BYTES) return `${name} is ${(size / 1048576).toFixed(1)} MB; ${KNOWLEDGE_FILE_MAX_BYTES / 1048576} MB are allowed. Split it.`;
  return null;
}

export function fileSize(bytes: number): string {
  return bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
}
