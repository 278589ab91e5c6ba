module.exports = {
  displayName: 'server-ai-replies',
  preset: '../../../jest.preset.cjs',
};
