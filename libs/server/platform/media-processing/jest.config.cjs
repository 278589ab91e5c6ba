module.exports = {
  displayName: 'platform-media-processing',
  preset: '../../../../jest.preset.cjs',
};
