module.exports = {
  displayName: 'platform-secrets',
  preset: '../../../../jest.preset.cjs',
};
