import { useLaunch } from '@tarojs/taro'
import { get } from './utils/http'

export default function App({ children }) {
  useLaunch(() => {
    get('/api/settings')
  })
  return children
}
