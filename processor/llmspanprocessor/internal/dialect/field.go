package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// Field is one thing that an attribute can tell about a span.
type Field uint8

// Text fields.
const (
	none Field = iota
	Operation
	Provider
	RequestModel
	ResponseModel
	ProviderModel // the model behind a gateway's alias: what is billed
	ResponseID
	ServiceTier
	Speed // Claude Code's fast mode and the like
	ServerAddress
	TokenSemantics // inclusive or disjoint: a promise of the emitter
	Conversation
	User
	AgentName
	AgentID
	AgentDescription
	AgentVersion
	AgentCallID // one run of one agent
	WorkflowName
	ToolName
	ToolType
	ToolDescription
	ToolCallID
	ToolArguments
	ToolResult
	FinishReason // one or more, in any of the shapes of dialects.md §10
	StopSequence // likewise
	ReasoningLevel
	PromptName
	PromptVersion
	RunKey        // what names a run over several traces, where no conversation does
	ChannelID     // AG2's channel
	HandoffFrom   // explicit
	HandoffTo     // explicit
	HandoffMode   // return_to_caller or pass_control
	ParentAgent   // the agent that had control before
	ParentAgentID // the same by id
	Delegate      // whom a tool calls: Claude Code's subagent_type
	Sender        // of a runtime message
	Recipient     // of a runtime message
	RecipientKind // the class of the recipient
	SelectedAgent // by a speaker selection
	GraphNode     // LangGraph's node
	GraphPath     // LangGraph's checkpoint namespace
	StepName      // what a step calls itself
	ErrorType
	AG2Kind
	lastText
)

// Whole-number fields.
const (
	InputTokens Field = iota + lastText
	OutputTokens
	TotalTokens
	NoCacheTokens // fresh input alone
	CacheRead
	CacheWrite
	CacheWrite5m
	CacheWrite1h
	Reasoning
	OutsideReasoning // reasoning that the output does not hold (Gemini's thoughts)
	OutsideInput     // input that the input does not hold (Gemini's tool-use prompt)
	CompactionInput  // extra tokens of a compaction, outside of all others
	CompactionOutput
	AudioInput
	AudioOutput
	AudioCacheRead
	ImageInput
	ImageOutput
	WebSearches
	RerankSearches // search units of a rerank
	Images         // made
	Characters     // read, as by text to speech
	MaxTokens
	Seed
	TopK
	Choices
	lastWhole
)

// Number fields.
const (
	ReportedCost Field = iota + lastWhole
	ReportedInputCost
	ReportedOutputCost
	TimeToFirstChunk // seconds
	AudioSeconds     // read or made
	Temperature
	TopP
	FrequencyPenalty
	PresencePenalty
	lastNumber
)

// Flag fields.
const (
	Stream Field = iota + lastNumber
	Success
	Tripwire
	Cached // answered from a gateway's own cache: nothing was called
	lastField
)

const (
	texts   = int(lastText)
	wholes  = int(lastWhole - lastText)
	numbers = int(lastNumber - lastWhole)
	flags   = int(lastField - lastNumber)
)

func (f Field) isList() bool   { return f == FinishReason || f == StopSequence }
func (f Field) isText() bool   { return f < lastText }
func (f Field) isWhole() bool  { return f >= lastText && f < lastWhole }
func (f Field) isNumber() bool { return f >= lastWhole && f < lastNumber }

// class says what becomes of an attribute when its span turns out not to be a call.
type class uint8

const (
	plain class = iota
	usage       // leaves every span but calls, to the aggregated or duplicate names
	cost        // likewise
)

// spec is where a field goes: its canonical attribute, or none when it only informs.
type spec struct {
	target string
	class  class
}

// specs is the one table from field to GenAI name.
var specs = [lastField]spec{
	Operation:        {target: genai.OperationName},
	Provider:         {target: genai.ProviderName},
	RequestModel:     {target: genai.RequestModel},
	ResponseModel:    {target: genai.ResponseModel},
	ResponseID:       {target: genai.ResponseID},
	Conversation:     {target: genai.ConversationID},
	User:             {target: genai.UserID},
	AgentName:        {target: genai.AgentName},
	AgentID:          {target: genai.AgentID},
	AgentDescription: {target: genai.AgentDescription},
	AgentVersion:     {target: genai.AgentVersion},
	WorkflowName:     {target: genai.WorkflowName},
	ToolName:         {target: genai.ToolName},
	ToolType:         {target: genai.ToolType},
	ToolDescription:  {target: genai.ToolDescription},
	ToolCallID:       {target: genai.ToolCallID},
	ToolArguments:    {target: genai.ToolCallArguments},
	ToolResult:       {target: genai.ToolCallResult},
	FinishReason:     {target: genai.FinishReasons},
	StopSequence:     {target: "gen_ai.request.stop_sequences"},
	ReasoningLevel:   {target: "gen_ai.request.reasoning.level"},
	PromptName:       {target: "gen_ai.prompt.name"},
	PromptVersion:    {target: "gen_ai.prompt.version"},
	ErrorType:        {target: genai.ErrorType},

	InputTokens:      {target: genai.UsageInputTokens, class: usage},
	OutputTokens:     {target: genai.UsageOutputTokens, class: usage},
	TotalTokens:      {class: usage},
	NoCacheTokens:    {class: usage},
	CacheRead:        {target: genai.UsageCacheRead, class: usage},
	CacheWrite:       {target: genai.UsageCacheCreation, class: usage},
	CacheWrite5m:     {class: usage},
	CacheWrite1h:     {class: usage},
	Reasoning:        {target: genai.UsageReasoning, class: usage},
	OutsideReasoning: {class: usage},
	OutsideInput:     {class: usage},
	CompactionInput:  {class: usage},
	CompactionOutput: {class: usage},
	AudioInput:       {target: genai.UsageAudioInput, class: usage},
	AudioOutput:      {target: genai.UsageAudioOutput, class: usage},
	AudioCacheRead:   {target: genai.UsageAudioCacheRead, class: usage},
	ImageInput:       {target: genai.UsageImageInput, class: usage},
	ImageOutput:      {target: genai.UsageImageOutput, class: usage},
	TokenSemantics:   {class: usage},
	WebSearches:      {class: usage},

	MaxTokens:        {target: "gen_ai.request.max_tokens"},
	Seed:             {target: "gen_ai.request.seed"},
	TopK:             {target: "gen_ai.request.top_k"},
	Choices:          {target: "gen_ai.request.choice.count"},
	Temperature:      {target: "gen_ai.request.temperature"},
	TopP:             {target: "gen_ai.request.top_p"},
	FrequencyPenalty: {target: "gen_ai.request.frequency_penalty"},
	PresencePenalty:  {target: "gen_ai.request.presence_penalty"},
	Stream:           {target: "gen_ai.request.stream"},
	TimeToFirstChunk: {target: genai.TimeToFirstChunk},

	ReportedCost:       {class: cost},
	ReportedInputCost:  {class: cost},
	ReportedOutputCost: {class: cost},
}

// isCount says whether a field counts what was used: no such count is below zero or beyond all bounds.
func (f Field) isCount() bool {
	switch f {
	case RerankSearches, Images, Characters, AudioSeconds:
		return true
	}
	return specs[f].class == usage
}

// Target is the GenAI attribute for a field; empty for a field that only informs.
func (f Field) Target() string { return specs[f].target }
