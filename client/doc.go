// Package client is one virtual client: a user's mini program on a device, with
// its app's life, its pages, and the observer that turns what can be seen from
// outside a wrapper into logins, outcomes and defects.
package client
