import { parse } from 'csv-parse/sync';
import { decodeText } from './decode-text';
import { UnreadableError, type ParsedSource, type SourcePart } from './parsed-source';
import { questionColumns } from './question-columns';

const ROWS_MAX = 20_000;

/** Rows of cells, each with its number in the file, from 1. */
export interface TableRow {
  no: number;
  cells: string[];
}

/** @throws UnreadableError */
export function csvRows(text: string): TableRow[] {
  try {
    const records: { record: string[]; info: { lines: number } }[] = parse(text, { bom: true, delimiter: delimiterOf(text), relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true, info: true, max_record_size: 1_000_000 }) as never;
    return records.map(({ record, info }, index) => ({ no: info.lines ?? index + 1, cells: record.map((cell) => String(cell)) }));
  } catch (error) {
    throw Object.assign(new UnreadableError(`This table cannot be read: ${/quote/i.test(String(error)) ? 'a quotation mark is opened and never closed' : 'its rows cannot be told apart'}. Save it as CSV (UTF-8) again.`), { cause: error });
  }
}

export function parseCsv(bytes: Uint8Array): ParsedSource {
  const { parts, cut } = partsOfTable(csvRows(decodeText(bytes)), null);
  return { title: null, language: null, parts, partly: cut };
}

/** Questions with answers become pairs, other rows lines of "header: value". */
export function partsOfTable(rows: readonly TableRow[], name: string | null): { parts: SourcePart[]; cut: string | null } {
  const [head, ...others] = rows;
  if (!head) return { parts: [], cut: null };
  const taken = rows.slice(0, ROWS_MAX);
  const cut = rows.length > ROWS_MAX ? `Only the first ${ROWS_MAX.toLocaleString('en')} of ${rows.length.toLocaleString('en')} rows were read. Split the table into several files.` : null;
  const columns = questionColumns(head.cells);
  if (columns) {
    const parts = taken.slice(1).map(({ cells }) => ({ page: null, question: cells[columns.question]?.trim() || null, markdown: cells[columns.answer]?.trim() ?? '' }));
    return { parts: parts.filter(({ markdown }) => markdown), cut };
  }
  const headed = isHeader(head.cells, others);
  const lines = (headed ? taken.slice(1) : taken).map(({ cells }) => cells.map((cell, index) => lineOf(headed ? head.cells[index] : undefined, cell)).filter(Boolean).join('\n'));
  const body = lines.filter(Boolean).join('\n\n');
  return { parts: body ? [{ page: null, question: null, markdown: name ? `## ${name}\n\n${body}` : body }] : [], cut };
}

function lineOf(header: string | undefined, cell: string): string {
  const value = cell.replace(/\s*\n\s*/g, ' ').trim();
  if (!value) return '';
  return header?.trim() ? `${header.trim()}: ${value}` : value;
}

/** Short, different words without figures, above at least one row. */
function isHeader(cells: readonly string[], others: readonly TableRow[]): boolean {
  const names = cells.map((cell) => cell.trim()).filter(Boolean);
  return others.length > 0 && names.length > 0 && new Set(names).size === names.length && names.every((name) => name.length <= 60 && !/^[\d.,\s€$£%-]+$/.test(name));
}

function delimiterOf(text: string): string {
  const lines = text.slice(0, 20_000).replace(/"[^"]*"/g, '').split('\n').filter((line) => line.trim()).slice(0, 10);
  const counts = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: Math.min(...lines.map((line) => line.split(delimiter).length - 1)), total: lines.reduce((sum, line) => sum + line.split(delimiter).length - 1, 0) }));
  counts.sort((a, b) => b.count - a.count || b.total - a.total);
  return counts[0].total > 0 ? counts[0].delimiter : ',';
}
