import { PureComponent } from 'react'
import { View, Text } from '@tarojs/components'

export default class Goods extends PureComponent {
  pick = () => this.props.onPick(this.props.goods.id)

  render() {
    const { name, price } = this.props.goods
    return (
      <View onClick={this.pick}>
        <Text>{name}</Text>
        <Text>{(price / 100).toFixed(2)}</Text>
      </View>
    )
  }
}
