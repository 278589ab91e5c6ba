module.exports = {
  displayName: 'server-ai-providers',
  preset: '../../../jest.preset.cjs',
};
