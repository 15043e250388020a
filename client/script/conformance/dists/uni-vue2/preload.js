const path = require('path')

// The compiler brings its own variant of a package, and expects it in the place of the
// one that npm has installed.
require('module-alias').addAlias('@vue/component-compiler-utils',
  path.resolve('node_modules/@dcloudio/vue-cli-plugin-uni/packages/@vue/component-compiler-utils'))

// It asks its maker for updates and tells it of errors. Here it need not.
require('https').request = () => ({ on() {}, write() {}, end() {} })
