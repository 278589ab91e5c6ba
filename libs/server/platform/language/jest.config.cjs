module.exports = {
  displayName: 'server-platform-language',
  preset: '../../../../jest.preset.cjs',
};
