module.exports = {
  displayName: 'web-templates-feature',
  preset: '../../../../jest.preset.angular.cjs',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
};
