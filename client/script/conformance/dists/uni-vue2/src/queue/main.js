import Vue from 'vue'
import App from './App'
import { get, login, post } from './utils/request'

Vue.config.productionTip = false
Vue.prototype.$get = get
Vue.prototype.$post = post
Vue.prototype.$login = login

App.mpType = 'app'
new Vue(App).$mount()
