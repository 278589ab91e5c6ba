import { boxRatio } from './box-ratio';
import { fileBadge, splitName } from './file-name';
import { waveform } from './waveform';

describe('files in words', () => {
  it('keeps the end of a long name', () => {
    expect(splitName('Return-label-1182-leeds-warehouse.pdf')).toEqual({ start: 'Return-label-1182-leeds-war', end: 'ehouse.pdf' });
    expect(splitName('a.pdf')).toEqual({ start: 'a.pdf', end: '' });
  });

  it.each([
    [{ fileName: 'a.PDF', mimeType: 'x' }, 'PDF', 'red'],
    [{ fileName: null, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }, 'XLS', 'green'],
    [{ fileName: 'noext', mimeType: 'application/octet-stream' }, 'FILE', 'grey'],
  ])('%j is %s', (file, text, tint) => expect(fileBadge(file)).toEqual({ text, tint }));

  it('cuts extreme ratios and has one for unknown sizes', () => {
    expect([boxRatio({ width: 100, height: 1000 }), boxRatio({ width: 5000, height: 100 }), boxRatio({ width: null, height: null })]).toEqual([0.75, 2.4, 4 / 3]);
  });

  it('parts the bars where the playing is, and draws bars without peaks', () => {
    const { done, left } = waveform(null, 0.5);
    expect([done.match(/M/g)?.length, left.match(/M/g)?.length]).toEqual([24, 24]);
  });
});
