const { createCjsPreset } = require('jest-preset-angular/presets');
module.exports = {
  ...createCjsPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
  moduleNameMapper: require('./jest.paths.cjs'),
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
};
