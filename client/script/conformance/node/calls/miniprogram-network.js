import { REQUEST } from 'miniprogram-network'

export const get = (url) => REQUEST.get(url)
