import ExcelJS from 'exceljs';
import { UnreadableError, type ParsedSource, type SourcePart } from './parsed-source';
import { partsOfTable, type TableRow } from './tables';

const CELL_MAX = 32_767;

/** An Excel workbook whose zip has been guarded. */
export async function parseXlsx(bytes: Buffer): Promise<ParsedSource> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as never).catch((error: unknown) => {
    throw Object.assign(new UnreadableError('This Excel workbook is damaged: it cannot be opened. Open it in Excel, save it again and upload that.'), { cause: error });
  });
  const parts: SourcePart[] = [];
  let partly: string | null = null;
  for (const sheet of workbook.worksheets) {
    if (sheet.state !== 'visible') continue;
    const rows: TableRow[] = [];
    sheet.eachRow({ includeEmpty: false }, (row, no) => {
      const cells: string[] = [];
      row.eachCell({ includeEmpty: true }, (cell) => cells.push(cell.master === cell ? cellText(cell.value) : ''));
      if (cells.some(Boolean)) rows.push({ no, cells });
    });
    const table = partsOfTable(rows, workbook.worksheets.length > 1 ? sheet.name : null);
    parts.push(...table.parts);
    partly ??= table.cut;
  }
  return { title: null, language: null, parts, partly };
}

function cellText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '').replace(/:00\.000Z$/, '').replace('T', ' ');
  if (typeof value !== 'object') return String(value).slice(0, CELL_MAX);
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('hyperlink' in value) return value.text && typeof value.text === 'object' ? cellText(value.text as ExcelJS.CellValue) : String(value.text ?? value.hyperlink);
  if ('result' in value) return cellText(value.result as ExcelJS.CellValue);
  return '';
}
