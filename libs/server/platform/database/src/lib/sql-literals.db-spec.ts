import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from './id-column';
import { bytesSql, dateSql, idSql, numberSql, rowsSql, textSql } from './sql-literals';
import { createTestDatabase, type TestDatabase } from './test-database';

describe('SQL literals', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  it('mean what parameters mean', async () => {
    const id = newId();
    const at = new Date('2026-11-22T16:41:29.007Z');
    const texts = [`it's "quoted" \\ back\\'slash`, `'; DROP TABLE message; --`, 'zero\0 ? \n\r\x1a % _ 📦', '', '?'];
    await database.dataSource.query('CREATE TABLE literal (n INT, id BINARY(16), b BLOB, t TEXT CHARACTER SET utf8mb4, at DATETIME(3))');
    await database.dataSource.query(`INSERT INTO literal VALUES ${rowsSql(texts.map((text, n) => [numberSql(n), idSql(id), bytesSql(Buffer.from([0, 39, 255])), textSql(text), dateSql(at)]))}`);
    const rows = await database.dataSource.query('SELECT * FROM literal ORDER BY n');
    expect(rows).toEqual(texts.map((t, n) => ({ n, id: idToBytes(id), b: Buffer.from([0, 39, 255]), t, at })));
    expect([idSql(null), textSql(null), dateSql(null), numberSql(null), bytesSql(null)]).toEqual(Array(5).fill('NULL'));
  });

  it('refuse what is not of their type', () => {
    expect(() => idSql("x' OR 1=1 --")).toThrow(RangeError);
    expect(() => numberSql(Number.NaN)).toThrow(RangeError);
    expect(() => dateSql(new Date(Number.NaN))).toThrow(RangeError);
  });
});
