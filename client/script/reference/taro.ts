// The same for Taro: its functions are wx's under another name.
import Taro from '@tarojs/taro'
import { create } from './reference'

export const { request, upload, download, launch, show, logout } = create(Taro)
