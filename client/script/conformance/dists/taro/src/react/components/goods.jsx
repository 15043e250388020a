import { View, Text } from '@tarojs/components'

export default function Goods({ goods, onPick }) {
  return (
    <View onClick={() => onPick(goods.id)}>
      <Text>{goods.name}</Text>
      <Text>{(goods.price / 100).toFixed(2)}</Text>
    </View>
  )
}
