package dialect

// Usage is the token usage of one call in the GenAI meaning: Input holds all cached tokens, Output all reasoning.
type Usage struct {
	Known bool // the span tells any usage at all

	Input, Output           int64
	CacheRead, CacheWrite   int64
	CacheWrite5m            int64
	CacheWrite1h            int64
	Reasoning               int64
	AudioInput, AudioOutput int64
	AudioCacheRead          int64
	ImageInput, ImageOutput int64
	WebSearches             int64
	// RerankSearches, Images, Characters and AudioSeconds are what is billed where no tokens are.
	RerankSearches, Images, Characters int64
	AudioSeconds                       float64
	// Assumed says that the images are not told: one is what a call for images makes unless it asks for more.
	Assumed                  bool
	CompactionIn, Compaction int64 // extra input and output, outside of Input and Output

	// Decision says by which rule of dialects.md §3.3 the input was found to hold the cached tokens or not.
	Decision Decision
}

// Told says whether there is any usage. No call takes nothing and gives nothing: 0 and 0 is how the OpenAI Agents SDK
// says that it was not told.
func (u *Usage) Told() bool { return u.Known && (u.Input > 0 || u.Output > 0) }

// Decision names a rule of dialects.md §3.3.
type Decision string

// The rules, in the order in which they are tried.
const (
	ByMarker     Decision = "marker"
	ByNoCache    Decision = "no_cache"
	ByTotal      Decision = "total"
	ByArithmetic Decision = "arithmetic"
	ByTable      Decision = "table"
	ByDefault    Decision = "default"
	ByNothing    Decision = "" // nothing is cached, so nothing is to be decided
)

// Usage resolves what the span tells of tokens; provider is the GenAI name.
func (f *Facts) Usage(provider string, scope Scope) Usage {
	u := Usage{
		Known: f.Has(InputTokens) || f.Has(OutputTokens) || f.Has(NoCacheTokens) || f.Has(TotalTokens),
		Input: f.Whole(InputTokens), Output: f.Whole(OutputTokens),
		CacheRead: f.Whole(CacheRead), CacheWrite: f.Whole(CacheWrite),
		CacheWrite5m: f.Whole(CacheWrite5m), CacheWrite1h: f.Whole(CacheWrite1h),
		Reasoning:  f.Whole(Reasoning),
		AudioInput: f.Whole(AudioInput), AudioOutput: f.Whole(AudioOutput), AudioCacheRead: f.Whole(AudioCacheRead),
		ImageInput: f.Whole(ImageInput), ImageOutput: f.Whole(ImageOutput),
		WebSearches:  f.Whole(WebSearches),
		CompactionIn: f.Whole(CompactionInput), Compaction: f.Whole(CompactionOutput),
	}
	u.RerankSearches, u.Characters = f.Whole(RerankSearches), f.Whole(Characters)
	u.AudioSeconds = f.Number(AudioSeconds)
	u.Images, u.Assumed = f.images()
	if !u.Known {
		return u
	}
	u.CacheWrite = max(u.CacheWrite, u.CacheWrite5m+u.CacheWrite1h)
	if !f.Has(InputTokens) && !f.Has(NoCacheTokens) && f.Has(TotalTokens) {
		u.Input = max(f.Whole(TotalTokens)-u.Output, 0) // embeddings: the total is all there is
	}
	f.resolveInput(&u, provider, scope)
	f.resolveOutput(&u)
	if u.hasParts() {
		f.clamp(&u)
	}
	return u
}

// images is how many images the call made; assumed says that nothing tells.
func (f *Facts) images() (n int64, assumed bool) {
	switch {
	case f.Has(Images):
		return f.Whole(Images), false
	case !isImaging(f.Text(Operation)):
		return 0, false
	case f.Has(Choices):
		return f.Whole(Choices), false
	}
	return 1, true
}

// isImaging says whether an operation makes images: OpenLIT's image, and what others call it.
func isImaging(operation string) bool {
	switch operation {
	case "image", "image_generation", "generate_image", "generate_images":
		return true
	}
	return false
}

// hasParts says whether any part of the input or the output is told.
func (u *Usage) hasParts() bool {
	return u.CacheRead|u.CacheWrite|u.Reasoning|u.AudioInput|u.AudioOutput|u.AudioCacheRead|u.ImageInput|u.ImageOutput != 0
}

// clamp takes what is more than its sum down to the sum, and counts it as bad: of a part that contradicts the whole, the
// whole is believed.
func (f *Facts) clamp(u *Usage) {
	was := *u
	u.CacheRead = min(u.CacheRead, u.Input)
	u.CacheWrite = min(u.CacheWrite, u.Input-u.CacheRead)
	u.CacheWrite5m = min(u.CacheWrite5m, u.CacheWrite)
	u.CacheWrite1h = min(u.CacheWrite1h, u.CacheWrite-u.CacheWrite5m)
	u.AudioInput = min(u.AudioInput, u.Input)
	u.ImageInput = min(u.ImageInput, u.Input-u.AudioInput)
	u.AudioCacheRead = min(u.AudioCacheRead, u.CacheRead, u.AudioInput)
	u.Reasoning = min(u.Reasoning, u.Output)
	u.AudioOutput = min(u.AudioOutput, u.Output)
	u.ImageOutput = min(u.ImageOutput, u.Output-u.AudioOutput)
	if *u != was {
		f.bad(BadNumber)
	}
}

// resolveInput makes the input inclusive: the rules of dialects.md §3.3, in their order.
func (f *Facts) resolveInput(u *Usage, provider string, scope Scope) {
	cached := u.CacheRead + u.CacheWrite
	exclusive := false
	all := u.Input + u.Output + f.Whole(OutsideInput) + f.Whole(OutsideReasoning)
	switch total := f.Whole(TotalTokens); {
	case f.Has(TokenSemantics) && (f.Text(TokenSemantics) == "inclusive" || f.Text(TokenSemantics) == "disjoint"):
		u.Decision = ByMarker
		exclusive = f.Text(TokenSemantics) == "disjoint"
	case f.Has(NoCacheTokens):
		u.Decision = ByNoCache
		u.Input = f.Whole(NoCacheTokens) + cached
	case cached == 0:
	case f.Has(TotalTokens) && total == all:
		u.Decision = ByTotal
	case f.Has(TotalTokens) && total == all+cached:
		u.Decision = ByTotal
		exclusive = true
	case cached > u.Input:
		u.Decision = ByArithmetic
		exclusive = true
	default:
		u.Decision, exclusive = f.Dialect.semantics(provider, scope)
	}
	if exclusive {
		u.Input += cached
	}
	u.Input += f.Whole(OutsideInput)
}

// resolveOutput makes the output inclusive (dialects.md §3.3, last paragraph).
func (f *Facts) resolveOutput(u *Usage) {
	if f.Has(OutsideReasoning) {
		u.Output += f.Whole(OutsideReasoning)
		u.Reasoning = max(u.Reasoning, f.Whole(OutsideReasoning))
		return
	}
	inside := f.Has(TotalTokens) && f.Whole(TotalTokens) == f.Whole(InputTokens)+f.Whole(OutputTokens)
	if u.Reasoning > u.Output && !inside {
		u.Output += u.Reasoning
	}
}

// semantics asks the table of dialects.md §3.2.
func (d *Dialect) semantics(provider string, scope Scope) (by Decision, exclusive bool) {
	if d == nil {
		return ByDefault, false
	}
	for _, e := range d.Exclusive {
		switch {
		case e.Provider != provider && e.Provider != "*":
		case e.Scope != "" && !matches(e.Scope, scope.Name):
		case e.Before != "" && (scope.Version == "" || !olderThan(scope.Version, e.Before)):
		default:
			return ByTable, true
		}
	}
	if d.Known {
		return ByTable, false
	}
	return ByDefault, false
}

// olderThan compares dotted versions number by number; what is no number counts as zero.
func olderThan(a, b string) bool {
	for a != "" || b != "" {
		var x, y int
		x, a = leadingNumber(a)
		y, b = leadingNumber(b)
		if x != y {
			return x < y
		}
	}
	return false
}

func leadingNumber(s string) (n int, rest string) {
	i := 0
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		if n < 1<<20 {
			n = n*10 + int(s[i]-'0')
		}
	}
	for i < len(s) && s[i] != '.' {
		i++
	}
	return n, s[min(i+1, len(s)):]
}
