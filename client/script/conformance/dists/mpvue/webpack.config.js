// Builds the mini program in SOURCE into DIST, as mpvue's own template does, without
// styles and images.
const path = require('path')
const webpack = require('webpack')
const AssetPlugin = require('webpack-mpvue-asset-plugin')
const VendorPlugin = require('webpack-mpvue-vendor-plugin')

const source = path.resolve(process.env.SOURCE)
const { pages } = require(path.join(source, 'app.json'))
const fileExt = { template: 'wxml', script: 'js', style: 'wxss', platform: 'wx' }
const entry = { app: path.join(source, 'main.js') }
for (const page of pages) {
  entry[page] = path.join(source, page + '.js')
}

module.exports = {
  entry,
  target: require('mpvue-webpack-target'),
  output: { path: path.resolve(process.env.DIST), filename: '[name].js', chunkFilename: '[id].js' },
  resolve: { extensions: ['.js', '.vue', '.json'], alias: { vue: 'mpvue' }, symlinks: false },
  module: {
    rules: [
      {
        test: /\.vue$/,
        loader: 'mpvue-loader',
        options: { fileExt, loaders: { css: 'css-loader' } }
      },
      {
        test: /\.js$/,
        include: [source],
        use: ['babel-loader', { loader: 'mpvue-loader', options: { checkMPEntry: true, fileExt } }]
      }
    ]
  },
  plugins: [
    new webpack.DefinePlugin({ 'process.env.NODE_ENV': '"production"', mpvuePlatform: '"wx"' }),
    new webpack.optimize.CommonsChunkPlugin({
      name: 'common/vendor',
      minChunks: (module, count) => (module.resource && module.resource.includes('node_modules')) || count > 1
    }),
    new webpack.optimize.CommonsChunkPlugin({ name: 'common/manifest', chunks: ['common/vendor'] }),
    new AssetPlugin(),
    new VendorPlugin({ platform: 'wx' })
  ]
}
