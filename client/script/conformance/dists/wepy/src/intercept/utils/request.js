import wepy from 'wepy'
import { login } from './login'

export default function request(options, again) {
  return wepy.request({ ...options }).then((body) => {
    if (body.code === 401 && !again) {
      wepy.removeStorageSync('session')
      return login().then(() => request(options, true))
    }
    if (body.code !== 0) {
      throw new Error(body.message)
    }
    return body.data
  })
}
