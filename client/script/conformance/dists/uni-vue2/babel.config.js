module.exports = {
  presets: [['@vue/app', { modules: 'commonjs', useBuiltIns: 'entry' }]],
  plugins: [
    ['import', { libraryName: '@dcloudio/uni-app', customName: (name) => `${process.env.UNI_OUTPUT_TMP_DIR || ''}${name}` }]
  ]
}
