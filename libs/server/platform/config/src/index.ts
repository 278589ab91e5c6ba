export { readSettings } from './lib/settings';
export { SettingsError } from './lib/settings-error';
export type { MediaSettings, S3Settings } from './lib/media-settings';
export type { Settings } from './lib/settings';
export { SETTINGS, ConfigModule } from './lib/config.module';
