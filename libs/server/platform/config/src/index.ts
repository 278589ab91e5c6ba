export { readSettings, SettingsError } from './lib/settings';
export type { Settings } from './lib/settings';
export { SETTINGS, ConfigModule } from './lib/config.module';
