module.exports = {
  displayName: 'platform-failpoints',
  preset: '../../../../jest.preset.cjs',
};
