const START = /"answer"\s*:\s*"/u;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '', b: '', f: '', '"': '"', '\\': '\\', '/': '/' };

/**
 * Reads the words of the member "answer" out of JSON that is still coming.
 * @returns for each further piece the new words that it brought
 */
export function answerTextInJson(): (piece: string) => string {
  let raw = '';
  let at = -1;
  let ended = false;
  return (piece) => {
    raw += piece;
    if (ended) return '';
    if (at < 0) {
      const start = START.exec(raw);
      if (!start) return '';
      at = start.index + start[0].length;
    }
    let text = '';
    while (at < raw.length) {
      const sign = raw[at];
      if (sign === '"') {
        ended = true;
        break;
      }
      if (sign !== '\\') {
        text += sign;
        at++;
        continue;
      }
      const kind = raw[at + 1];
      if (kind === undefined) break;
      if (kind !== 'u') {
        text += ESCAPES[kind] ?? kind;
        at += 2;
        continue;
      }
      if (at + 6 > raw.length) break;
      text += String.fromCharCode(Number.parseInt(raw.slice(at + 2, at + 6), 16));
      at += 6;
    }
    return text;
  };
}
