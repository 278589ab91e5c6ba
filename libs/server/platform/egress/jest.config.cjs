module.exports = {
  displayName: 'platform-egress',
  preset: '../../../../jest.preset.cjs',
};
