import Vue from 'vue'
import App from './App'
import './utils/interceptors'

Vue.config.productionTip = false

App.mpType = 'app'
new Vue(App).$mount()
