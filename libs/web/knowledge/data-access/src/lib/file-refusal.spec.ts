import { fileRefusal, KNOWLEDGE_ACCEPT } from './file-refusal';

describe('fileRefusal', () => {
  it.each(['a.pdf', 'a.HTM', 'a.html', 'a.markdown', 'a.tsv', 'a.text'])('takes %s, as the server does', (name) => {
    expect(fileRefusal({ name, size: 10 })).toBeNull();
    expect(KNOWLEDGE_ACCEPT.split(',')).toContain(`.${name.split('.')[1].toLowerCase()}`);
  });
  it.each([['a.exe', 10, 'only PDF'], ['pdf', 10, 'only PDF'], ['a.pdf', 0, 'is empty'], ['a.pdf', 16 * 1048576, '15 MB are allowed']])('refuses %s of %d bytes', (name, size, words) => {
    expect(fileRefusal({ name, size })).toContain(words);
  });
});
