import Taro from '@tarojs/taro'

const BASE = 'https://shop.example.com'

// Each Taro.request gets the origin and the token.
Taro.addInterceptor((chain) => {
  const { requestParams } = chain
  const session = Taro.getStorageSync('session')
  return chain.proceed({
    ...requestParams,
    url: BASE + requestParams.url,
    header: session ? { ...requestParams.header, 'X-Token': session.token } : requestParams.header
  })
})
