module.exports = {
  displayName: 'platform-errors',
  preset: '../../../../jest.preset.cjs',
};
