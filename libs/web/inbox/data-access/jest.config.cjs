module.exports = {
  displayName: 'web-inbox-data-access',
  preset: '../../../../jest.preset.angular.cjs',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
};
