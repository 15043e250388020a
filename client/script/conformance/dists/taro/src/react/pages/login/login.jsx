import { useState } from 'react'
import { Button } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { login } from '../../utils/http'

export default function Login() {
  const [busy, setBusy] = useState(false)

  const enter = async () => {
    setBusy(true)
    try {
      await login()
      Taro.navigateBack()
    } finally {
      setBusy(false)
    }
  }

  return <Button loading={busy} onClick={enter}>Log in</Button>
}
