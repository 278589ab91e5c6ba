module.exports = {
  displayName: 'web-channels-data-access',
  preset: '../../../../jest.preset.angular.cjs',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
};
