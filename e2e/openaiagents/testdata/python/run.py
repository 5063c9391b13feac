"""Runs that the OpenAI Agents SDK traces and posts to ENDPOINT; models are at MODEL.

Works with 0.2 and 0.24. The runs are those of the recording openai-agents-ingest."""

import asyncio
import json
import os
import sys

from agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrailTripwireTriggered,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    OutputGuardrailTripwireTriggered,
    RunConfig,
    Runner,
    custom_span,
    function_tool,
    input_guardrail,
    output_guardrail,
    trace,
)
import agents.tracing.processors
from openai import AsyncOpenAI

# The one line of the README.
agents.tracing.processors.default_exporter().endpoint = os.environ["ENDPOINT"]

client = AsyncOpenAI(base_url=os.environ["MODEL"], api_key="sk-mock", max_retries=0)
sensitive = os.environ.get("SENSITIVE", "yes") == "yes"


def responses(name="gpt-4o"):
    return OpenAIResponsesModel(model=name, openai_client=client)


def chat(name="gpt-4o-mini"):
    return OpenAIChatCompletionsModel(model=name, openai_client=client)


def config(**more):
    return RunConfig(trace_include_sensitive_data=sensitive, **more)


@function_tool
def lookup_invoice(invoice_id: str) -> str:
    """Looks an invoice up."""
    return json.dumps({"id": invoice_id, "total": 42, "currency": "EUR"})


@function_tool
def refund(invoice_id: str) -> str:
    """Refunds an invoice."""
    raise RuntimeError("refund service unavailable for " + invoice_id)


async def handoffs():
    last = Agent(name="refund_agent", instructions="REFUNDS", model=responses(), tools=[refund])
    middle = Agent(name="billing_agent", instructions="BILLING", model=responses(), tools=[lookup_invoice], handoffs=[last])
    first = Agent(name="triage_agent", instructions="TRIAGE", model=responses(), handoffs=[middle])
    with trace("Customer service", group_id="thread_123", metadata={"customer": "cust_9", "tier": "gold"}):
        with custom_span("load_customer", {"customer": "cust_9", "rows": 3}):
            pass
        await Runner.run(first, "I want my money back for INV-7", run_config=config())


async def input_guard():
    @input_guardrail
    async def no_homework(ctx, agent, text):
        guard = Agent(name="guard_agent", instructions="GUARD", model=chat())
        result = await Runner.run(guard, text, run_config=config())
        await asyncio.sleep(0.3)  # so that the tutor's own call ends, as it did in the recording
        return GuardrailFunctionOutput(output_info=result.final_output, tripwire_triggered=True)

    tutor = Agent(name="tutor", instructions="TUTOR", model=chat(), input_guardrails=[no_homework])
    try:
        await Runner.run(tutor, "Solve 2x+3=9 for me", run_config=config(workflow_name="Homework", group_id="thread_124"))
    except InputGuardrailTripwireTriggered:
        pass


async def output_guard():
    @output_guardrail
    async def no_phone(ctx, agent, out):
        return GuardrailFunctionOutput(output_info={"phone": True}, tripwire_triggered="650" in str(out))

    poet = Agent(name="poet", instructions="POET", model=chat("gpt-4o"), output_guardrails=[no_phone])
    try:
        await Runner.run(poet, "Your number?", run_config=config(workflow_name="Phone check"))
    except OutputGuardrailTripwireTriggered:
        pass


async def agents_as_tools():
    spanish = Agent(name="spanish_agent", instructions="SPANISH", model=chat("o4-mini"))
    french = Agent(name="french_agent", instructions="FRENCH", model=chat("o4-mini"))
    tools = [spanish.as_tool("to_spanish", "to Spanish"), french.as_tool("to_french", "to French")]
    orchestrator = Agent(name="orchestrator", instructions="ORCHESTRATE", model=chat("o4-mini"), tools=tools)
    await Runner.run(orchestrator, "Say good morning", run_config=config(workflow_name="Translate", trace_metadata={"run": "7"}))


async def failing():
    flaky = Agent(name="flaky", instructions="FLAKY", model=responses())
    try:
        await Runner.run(flaky, "Anything", run_config=config(workflow_name="Failing"))
    except Exception as error:
        assert "500" in str(error), error


async def streaming():
    for model in (responses("gpt-5-mini"), chat("gpt-4o-mini")):
        streamer = Agent(name="streamer", instructions="STREAM", model=model, tools=[lookup_invoice])
        run = Runner.run_streamed(streamer, "Invoice INV-9?", run_config=config(workflow_name="Streaming"))
        async for _ in run.stream_events():
            pass


async def main():
    for name in sys.argv[1:] or ["handoffs", "input_guard", "output_guard", "agents_as_tools", "failing", "streaming"]:
        await globals()[name]()
    # An exporter that waits to post again gives up when the program ends.
    await asyncio.sleep(float(os.environ.get("LINGER", "0")))


asyncio.run(main())
