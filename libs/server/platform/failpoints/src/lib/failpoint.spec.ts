import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { failpoint, parseFailpoints } from './failpoint';

describe('failpoint', () => {
  it('reads names and hit counts', () => {
    expect(parseFailpoints('')).toBeNull();
    expect(parseFailpoints(' in.after_sig , item.before_commit@3')).toEqual(new Map([['in.after_sig', 1], ['item.before_commit', 3]]));
  });

  it('does nothing unless armed', () => {
    expect(() => failpoint('in.after_sig')).not.toThrow();
  });

  it('kills the process at the named hit', () => {
    const script = `const ts = require('typescript'); const fs = require('fs');
      const code = ts.transpileModule(fs.readFileSync(${JSON.stringify(path.join(__dirname, 'failpoint.ts'))}, 'utf8'), { compilerOptions: { module: 'commonjs', target: 'es2022' } }).outputText;
      const m = { exports: {} }; new Function('exports', 'module', code)(m.exports, m);
      for (let i = 1; i <= 5; i++) { process.stdout.write(String(i)); m.exports.failpoint('here'); }`;
    const run = spawnSync(process.execPath, ['-e', script], { env: { ...process.env, MAILTRIXY_FAILPOINTS: 'here@3' }, encoding: 'utf8', cwd: path.resolve(__dirname, '../../../../../..') });
    expect(run.signal).toBe('SIGKILL');
    expect(run.stdout).toBe('123');
  });
});
