export { KNOWLEDGE_ROUTES } from './lib/knowledge.routes';
