const BASE = 'https://shop.example.com'

// Each uni.request gets the origin and the token.
uni.addInterceptor('request', {
  invoke(options) {
    options.url = options.url.startsWith('/') ? BASE + options.url : options.url
    const session = uni.getStorageSync('session')
    if (session) {
      options.header = { ...options.header, 'X-Token': session.token }
    }
  }
})
