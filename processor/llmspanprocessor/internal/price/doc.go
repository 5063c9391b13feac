// Package price says what an LLM call cost.
//
// A [Table] knows list prices in US dollars by provider, model and date. [Embedded] is the table compiled into the
// program from the data files in data/; [New] puts a user's own prices, names and discounts on top of it. [Table.Cost]
// takes what is known of one call, a [Request], and returns its [Cost], split into the parts that have a price of
// their own.
//
// Token counts are inclusive, as in OpenTelemetry: input contains what was read from and written to a cache, and audio;
// output contains reasoning, and audio.
package price
