import { auth } from './common/auth'
App({ onLaunch() { auth.init() } })
