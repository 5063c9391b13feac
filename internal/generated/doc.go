// Package generated holds no code: its test writes everything that is generated once more, into a temporary folder, and
// fails where the committed files differ. `make generate` rewrites them.
package generated
