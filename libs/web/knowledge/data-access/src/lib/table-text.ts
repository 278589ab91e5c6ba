/** Text of a table as a spreadsheet saves it: by its byte order mark, else UTF-8, else windows-1252, in which every byte is a letter. */
export function tableText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** For a look before an import: the first rows that are not empty, in cells. The server reads the table itself, by the same rules. */
export function firstRows(csv: string, count: number): string[][] {
  // Enough for some rows, whatever the size of the table.
  const text = csv.slice(0, 50_000).replace(/\r\n?/g, '\n');
  const delimiter = delimiterOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length && rows.length < count; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (sign === '"' && !cell.trim()) [quoted, cell] = [true, ''];
    else if (sign === delimiter) endCell();
    else if (sign === '\n') endRow();
    else cell += sign;
  }
  if (rows.length < count) endRow();
  return rows;
}

/** The sign that most rows have in common. */
function delimiterOf(text: string): string {
  const lines = text.replace(/"[^"]*"/g, '').split('\n').filter((line) => line.trim()).slice(0, 10);
  const counts = [',', ';', '\t', '|'].map((delimiter) => {
    const each = lines.map((line) => line.split(delimiter).length - 1);
    return { delimiter, least: Math.min(...each), total: each.reduce((sum, one) => sum + one, 0) };
  });
  counts.sort((a, b) => b.least - a.least || b.total - a.total);
  return counts[0].total > 0 ? counts[0].delimiter : ',';
}
