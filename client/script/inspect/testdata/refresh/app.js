import { login } from './utils/http'

App({
  async onLaunch() {
    if (!wx.getStorageSync('access_token')) await login()
  },
})
