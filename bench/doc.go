// Command bench runs whole_trace side by side with contrib's tail_sampling: the same traffic, the same machine, the same
// run, each in a process of its own.
//
//	go run ./bench              every scenario, a few minutes
//	go run ./bench memory cpu   some of them
//	go run ./bench -write       and puts the result into bench/RESULTS.md
//
// The traffic is the recordings of testdata/traces, played again and again with ids of their own.
package main
