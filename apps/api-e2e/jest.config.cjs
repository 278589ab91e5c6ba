module.exports = {
  displayName: 'api-e2e',
  preset: '../../jest.preset.cjs',
  testMatch: ['<rootDir>/src/**/*.e2e-spec.ts'],
  testTimeout: 60_000,
};
