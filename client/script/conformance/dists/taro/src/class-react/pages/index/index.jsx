import { Component } from 'react'
import { View, Text, Navigator } from '@tarojs/components'
import Goods from '../../components/goods'
import request from '../../utils/request'

export default class Index extends Component {
  state = { user: null, list: [] }

  async onLoad() {
    this.setState({ list: await request('/api/goods', { page: 1 }) })
  }

  async componentDidShow() {
    this.setState({ user: await request('/api/user') })
  }

  pick = (id) => request('/api/cart', { id }, 'POST')

  render() {
    const { user, list } = this.state
    return (
      <View>
        {user && <Text>{user.name}</Text>}
        {list.map((goods) => <Goods key={goods.id} goods={goods} onPick={this.pick} />)}
        <Navigator url="/pages/login/login">Log in</Navigator>
      </View>
    )
  }
}
