module.exports = {
  displayName: 'web-knowledge-feature',
  preset: '../../../../jest.preset.angular.cjs',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
  // Jest's CommonJS registry takes the build that needs no import statement.
  moduleNameMapper: { '^marked$': '<rootDir>/../../../../node_modules/marked/lib/marked.umd.js' },
};
