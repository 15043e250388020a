import Vue from 'vue'
import Page from './index'

const page = new Vue(Page)
page.$mount()
