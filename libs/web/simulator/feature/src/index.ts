export { SIMULATOR_ROUTES } from './lib/simulator.routes';
