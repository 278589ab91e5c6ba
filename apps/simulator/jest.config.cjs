const preset = require('../../jest.preset.cjs');

module.exports = {
  displayName: 'simulator',
  preset: '../../jest.preset.cjs',
  // the client library that a test points at the simulator is ESM only
  transformIgnorePatterns: preset.transformIgnorePatterns.map((pattern) => pattern.replace('(@nestjs|', '(@nestjs|whatsapp-api-js|')),
};
