module.exports = {
  displayName: 'platform-clock',
  preset: '../../../../jest.preset.cjs',
};
