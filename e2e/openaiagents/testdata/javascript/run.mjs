// Runs that @openai/agents traces and posts to ENDPOINT; models are at MODEL. The README's set-up, with a shorter delay.
import OpenAI from 'openai';
import { z } from 'zod';
import {
  Agent, BatchTraceProcessor, OpenAIChatCompletionsModel, OpenAIResponsesModel, OpenAITracingExporter, Runner,
  getGlobalTraceProvider, setTraceProcessors, tool, withTrace,
} from '@openai/agents';

setTraceProcessors([
  new BatchTraceProcessor(new OpenAITracingExporter({ endpoint: process.env.ENDPOINT }), { scheduleDelay: 200 }),
]);

const client = new OpenAI({ baseURL: process.env.MODEL, apiKey: 'sk-mock', maxRetries: 0 });
const responses = () => new OpenAIResponsesModel(client, 'gpt-4o');
const chat = () => new OpenAIChatCompletionsModel(client, 'gpt-4o-mini');
const runner = (workflowName) => new Runner({ workflowName, traceIncludeSensitiveData: true });

const lookupInvoice = tool({
  name: 'lookup_invoice',
  description: 'Looks an invoice up.',
  parameters: z.object({ invoice_id: z.string() }),
  execute: async ({ invoice_id }) => JSON.stringify({ id: invoice_id, total: 42 }),
});
const refund = tool({
  name: 'refund',
  description: 'Refunds an invoice.',
  parameters: z.object({ invoice_id: z.string() }),
  execute: async () => { throw new Error('refund service unavailable'); },
});

const last = new Agent({ name: 'refund_agent', instructions: 'REFUNDS', model: responses(), tools: [refund] });
const middle = new Agent({ name: 'billing_agent', instructions: 'BILLING', model: chat(), tools: [lookupInvoice], handoffs: [last] });
const first = new Agent({ name: 'triage_agent', instructions: 'TRIAGE', model: chat(), handoffs: [middle] });
await withTrace('Customer service', async () => {
  await runner('Customer service').run(first, 'I want my money back for INV-7');
}, { groupId: 'thread_123', metadata: { tier: 'gold' } });

const poet = new Agent({
  name: 'poet', instructions: 'POET', model: chat(),
  outputGuardrails: [{ name: 'no_phone', execute: async ({ agentOutput }) => ({ outputInfo: {}, tripwireTriggered: String(agentOutput).includes('650') }) }],
});
try {
  await runner('Phone check').run(poet, 'Your number?');
  throw new Error('the guardrail let it pass');
} catch (error) {
  if (error.constructor.name !== 'OutputGuardrailTripwireTriggered') throw error;
}

const flaky = new Agent({ name: 'flaky', instructions: 'FLAKY', model: responses() });
await runner('Failing').run(flaky, 'Anything').then(() => { throw new Error('it did not fail'); }, () => {});

await getGlobalTraceProvider().forceFlush();
