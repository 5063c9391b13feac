// Package keytable finds attribute keys in a table that is made once. It is several times as fast as a map: every
// attribute of every span is looked up in it.
package keytable
