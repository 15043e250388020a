// Package wx is the platform of a mini program: what a wrapper and a page find
// under the name wx on a device, and nothing they would not find there.
package wx
