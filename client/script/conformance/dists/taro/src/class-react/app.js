import { Component } from 'react'
import { login } from './utils/login'
import './utils/interceptor'

export default class App extends Component {
  componentDidShow() {
    login()
  }

  render() {
    return this.props.children
  }
}
