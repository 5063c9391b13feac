// Package e2e looks at the built program from outside: it starts in time, validates configs, takes spans by OTLP and hands them on
// understood, and ends without losing what waits. Its tests build the program themselves and need Go alone; those against real
// backends have the build tag `backends`.
package e2e
