module.exports = {
  displayName: 'inbox',
  preset: '../../jest.preset.angular.cjs',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
};
