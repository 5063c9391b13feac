// Package configdoc writes the option table of a component's README from what the code says: the keys and types of Config,
// the comments of its fields, and the defaults of createDefaultConfig. Tests alone use it.
//
// A README marks the place of its table by two lines, `<!-- options -->` and `<!-- /options -->`; Rewrite replaces what
// stands between them. Keys of nested blocks are written with a dot, those of list entries with [].
package configdoc
