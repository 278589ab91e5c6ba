module.exports = {
  displayName: 'web-accounts-feature',
  preset: '../../../../jest.preset.angular.cjs',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
};
