import { createSSRApp } from 'vue'
import App from './App.vue'
import './utils/interceptors'

export function createApp() {
  return { app: createSSRApp(App) }
}
