module.exports = {
  wpyExt: '.wpy',
  compilers: {
    babel: {
      sourceMap: false,
      presets: ['env'],
      plugins: ['transform-class-properties', 'transform-object-rest-spread']
    }
  },
  appConfig: { noPromiseAPI: ['createSelectorQuery'] }
}
