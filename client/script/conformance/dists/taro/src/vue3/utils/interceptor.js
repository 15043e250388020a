import Taro from '@tarojs/taro'

const BASE = 'https://shop.example.com'

// Each Taro.request gets the origin and the token.
Taro.addInterceptor((chain) => {
  const options = chain.requestParams
  const session = Taro.getStorageSync('session')
  return chain.proceed({
    ...options,
    url: BASE + options.url,
    header: session ? { ...options.header, 'X-Token': session.token } : options.header
  })
})
