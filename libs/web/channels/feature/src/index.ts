export { CHANNELS_ROUTES } from './lib/channels.routes';
