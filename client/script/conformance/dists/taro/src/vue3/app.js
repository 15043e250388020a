import { createApp } from 'vue'
import Taro from '@tarojs/taro'
import { login } from './utils/login'
import './utils/interceptor'

export default createApp({
  onLaunch() {
    if (!Taro.getStorageSync('session')) {
      login()
    }
  }
})
