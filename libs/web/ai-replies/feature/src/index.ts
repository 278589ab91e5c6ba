export { AI_ROUTES } from './lib/ai.routes';
