/** Versions 1 to 3 at error correction level M: one block each, enough for a wa.me link. */
const VERSIONS = [
  { size: 21, data: 16, ec: 10 },
  { size: 25, data: 28, ec: 16 },
  { size: 29, data: 44, ec: 26 },
] as const;

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let index = 0, value = 1; index < 255; index++) {
  EXP[index] = EXP[index + 255] = value;
  LOG[value] = index;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}

type Grid = (boolean | null)[][];
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Rows of a QR code (ISO/IEC 18004, byte mode), true = dark; null when the text is longer than 42 bytes. */
export function qrMatrix(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text);
  const version = VERSIONS.find(({ data }) => bytes.length + 2 <= data);
  if (!version) return null;
  const codewords = encode(bytes, version.data);
  const all = [...codewords, ...remainder(codewords, version.ec)];
  const candidates = MASKS.map((mask, index) => draw(version.size, all, mask, index));
  return candidates.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

function encode(bytes: Uint8Array, capacity: number): number[] {
  const bits: number[] = [];
  const push = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, 8);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, capacity * 8 - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const words: number[] = [];
  for (let at = 0; at < bits.length; at += 8) words.push(Number.parseInt(bits.slice(at, at + 8).join(''), 2));
  for (let pad = 0xec; words.length < capacity; pad = pad === 0xec ? 0x11 : 0xec) words.push(pad);
  return words;
}

/** Reed-Solomon remainder over GF(256). */
function remainder(data: readonly number[], degree: number): number[] {
  let generator = [1];
  for (let root = 0; root < degree; root++) {
    const next = new Array<number>(generator.length + 1).fill(0);
    generator.forEach((factor, index) => {
      next[index] ^= factor;
      next[index + 1] ^= multiply(factor, EXP[root]);
    });
    generator = next;
  }
  const rest = [...data, ...new Array<number>(degree).fill(0)];
  for (let at = 0; at < data.length; at++) {
    const lead = rest[at];
    if (lead !== 0) generator.forEach((factor, index) => (rest[at + index] ^= multiply(factor, lead)));
  }
  return rest.slice(data.length);
}

function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : EXP[LOG[a] + LOG[b]];
}

function draw(size: number, words: readonly number[], mask: (x: number, y: number) => boolean, maskIndex: number): boolean[][] {
  const grid: Grid = Array.from({ length: size }, () => new Array<boolean | null>(size).fill(null));
  const set = (x: number, y: number, dark: boolean): void => {
    if (x >= 0 && y >= 0 && x < size && y < size) grid[y][x] = dark;
  };
  const square = (cx: number, cy: number, radius: number, rings: readonly number[]): void => {
    for (let dy = -radius; dy <= radius; dy++) for (let dx = -radius; dx <= radius; dx++) set(cx + dx, cy + dy, rings.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  square(3, 3, 4, [0, 1, 3]);
  square(size - 4, 3, 4, [0, 1, 3]);
  square(3, size - 4, 4, [0, 1, 3]);
  if (size > 21) square(size - 7, size - 7, 2, [0, 2]);
  drawFormat(size, maskIndex, set);
  let bit = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y][x] !== null) continue;
        const dark = bit < words.length * 8 && ((words[bit >> 3] >> (7 - (bit & 7))) & 1) === 1;
        grid[y][x] = dark !== mask(x, y);
        bit++;
      }
    }
  }
  return grid.map((row) => row.map((cell) => cell === true));
}

/** Level M and the mask, protected by a BCH code, written twice. */
function drawFormat(size: number, maskIndex: number, set: (x: number, y: number, dark: boolean) => void): void {
  let rest = maskIndex;
  for (let step = 0; step < 10; step++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((maskIndex << 10) | rest) ^ 0x5412;
  const dark = (at: number): boolean => ((bits >> at) & 1) === 1;
  for (let at = 0; at <= 5; at++) set(8, at, dark(at));
  set(8, 7, dark(6));
  set(8, 8, dark(7));
  set(7, 8, dark(8));
  for (let at = 9; at < 15; at++) set(14 - at, 8, dark(at));
  for (let at = 0; at < 8; at++) set(size - 1 - at, 8, dark(at));
  for (let at = 8; at < 15; at++) set(8, size - 15 + at, dark(at));
  set(8, size - 8, true);
}

/** Long runs and 2 by 2 blocks make a code hard to read: the mask with the fewest is taken. */
function penalty(grid: readonly boolean[][]): number {
  let score = 0;
  const size = grid.length;
  const at = (x: number, y: number, turned: boolean): boolean => (turned ? grid[x][y] : grid[y][x]);
  for (const turned of [false, true]) {
    for (let y = 0; y < size; y++) {
      for (let x = 1, run = 1; x < size; x++) {
        run = at(x, y, turned) === at(x - 1, y, turned) ? run + 1 : 1;
        if (run === 5) score += 3;
        else if (run > 5) score += 1;
      }
    }
  }
  for (let y = 1; y < size; y++) for (let x = 1; x < size; x++) if (grid[y][x] === grid[y - 1][x] && grid[y][x] === grid[y][x - 1] && grid[y][x] === grid[y - 1][x - 1]) score += 3;
  return score;
}
