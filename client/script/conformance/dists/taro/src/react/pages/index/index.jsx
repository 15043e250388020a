import { useState } from 'react'
import { View, Text, Button } from '@tarojs/components'
import Taro, { useLoad, usePullDownRefresh } from '@tarojs/taro'
import Goods from '../../components/goods'
import { get, post } from '../../utils/http'

export default function Index() {
  const [user, setUser] = useState({})
  const [list, setList] = useState([])

  const load = async () => setList(await get('/api/goods', { page: 1 }))

  useLoad(async () => {
    load()
    setUser(await get('/api/user'))
  })

  usePullDownRefresh(() => load().finally(() => Taro.stopPullDownRefresh()))

  return (
    <View>
      <Text>{user.name}</Text>
      {list.map((goods) => (
        <Goods key={goods.id} goods={goods} onPick={(id) => post('/api/cart', { id })} />
      ))}
      <Button onClick={() => Taro.navigateTo({ url: '/pages/login/login' })}>Log in</Button>
    </View>
  )
}
