module.exports = {
  displayName: 'web-inbox-ui',
  preset: '../../../../jest.preset.angular.cjs',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
};
