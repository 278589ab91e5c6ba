module.exports = {
  displayName: 'platform-media-store',
  preset: '../../../../jest.preset.cjs',
};
