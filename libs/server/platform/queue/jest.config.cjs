module.exports = {
  displayName: 'platform-queue',
  preset: '../../../../jest.preset.cjs',
};
