import { un } from '@uni-helper/uni-network'

export const get = (url: string) => un.get<object>(url).then((r) => r.data)
