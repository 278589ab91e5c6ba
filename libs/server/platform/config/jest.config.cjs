module.exports = {
  displayName: 'platform-config',
  preset: '../../../../jest.preset.cjs',
};
