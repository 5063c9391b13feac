package message

import (
	"strconv"
	"unicode/utf8"
)

// shorten cuts a text to at most limit characters, and says how long it was; zero is no limit.
func shorten(text string, limit int) string {
	if limit == 0 || len(text) <= limit {
		return text
	}
	length := utf8.RuneCountInString(text)
	if length <= limit {
		return text
	}
	end := 0
	for range limit {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return text[:end] + "… (" + strconv.Itoa(length) + " characters)"
}
