import { Component } from 'react'
import { Button } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { renew } from '../../utils/login'

export default class Login extends Component {
  enter = async () => {
    await renew()
    Taro.navigateBack()
  }

  render() {
    return <Button onClick={this.enter}>Log in</Button>
  }
}
