// Package appservice keeps the pages and components of a mini program as WeChat's app
// service (逻辑层) does: which are there, what data they have, and when their lifetimes
// are called. Nothing is drawn: of a template only the components in it count.
package appservice
