const framework = process.env.SOURCE.endsWith('react') ? 'react' : 'vue3'

module.exports = { presets: [['taro', { framework, ts: false, compiler: 'vite' }]] }
