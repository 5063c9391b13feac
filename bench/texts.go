package main

import (
	"hash/fnv"
	"io"
	"math/rand/v2"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// longText is from where on a string is a text rather than a name: of what agents are told, what they answer, and what
// tools they have.
const longText = 64

// shuffle puts the words of a span's long texts into an order that is the trace's own. Recordings that are played again
// and again are kind to whoever remembers strings; after this no long text comes in two traces, not even what agents
// are told, which in earnest is the same in all. Within a trace the same stays the same.
func shuffle(span ptrace.Span, salt uint64) {
	for _, v := range span.Attributes().All() {
		shuffleValue(v, salt)
	}
	for _, e := range span.Events().All() {
		for _, v := range e.Attributes().All() {
			shuffleValue(v, salt)
		}
	}
}

func shuffleValue(v pcommon.Value, salt uint64) {
	if v.Type() != pcommon.ValueTypeStr || len(v.Str()) < longText {
		return
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, v.Str())
	words := strings.Split(v.Str(), " ")
	rand.New(rand.NewPCG(salt, h.Sum64())).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	v.SetStr(strings.Join(words, " "))
}
