module.exports = {
  projectName: 'shop',
  date: '2026-1-1',
  designWidth: 750,
  deviceRatio: { 640: 1.17, 750: 1, 375: 2, 828: 0.905 },
  sourceRoot: process.env.SOURCE,
  outputRoot: process.env.DIST,
  framework: process.env.SOURCE.endsWith('react') ? 'react' : 'vue3',
  compiler: 'vite',
  plugins: [],
  mini: {}
}
