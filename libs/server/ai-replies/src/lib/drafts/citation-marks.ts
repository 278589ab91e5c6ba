// The browser draws and inserts drafts by the same marks.
export { marksIn, withoutMarks } from '@mailtrixy/shared/dto';
