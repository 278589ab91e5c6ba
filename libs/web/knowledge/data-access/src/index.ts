export { DocumentList } from './lib/document-list';
export { KNOWLEDGE_ACCEPT, fileRefusal, fileSize } from './lib/file-refusal';
export { KnowledgeApi, type DocumentFilter } from './lib/knowledge-api';
export { documentState, websiteState, type StateLook, type StateWords } from './lib/state-words';
export { firstRows, tableText } from './lib/table-text';
