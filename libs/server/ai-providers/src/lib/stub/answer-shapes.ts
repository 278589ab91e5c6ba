import type { StubRequest } from './stub-request';

/** What the stub's model came to, before it is put into a vendor's shape. */
export interface ModelOutput {
  text: string;
  /** OpenAI's words; Anthropic's are made from them. */
  finish: 'stop' | 'length' | 'content_filter' | 'refusal';
  usage: { tokensIn: number; tokensOut: number };
}

const ANTHROPIC_REASONS = { stop: 'end_turn', length: 'max_tokens', content_filter: 'refusal', refusal: 'refusal' } as const;
const PIECES = 6;

export function chatCompletion(request: StubRequest, output: ModelOutput): unknown {
  const refused = output.finish === 'refusal';
  return {
    id: 'chatcmpl-stub',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: request.model,
    choices: [{ index: 0, message: { role: 'assistant', content: refused ? null : output.text, ...(refused ? { refusal: output.text } : {}) }, finish_reason: refused ? 'stop' : output.finish, logprobs: null }],
    usage: openAiUsage(output),
  };
}

export function chatCompletionEvents(request: StubRequest, output: ModelOutput): string[] {
  const chunk = (delta: object, finish: string | null = null, usage?: object) => `data: ${JSON.stringify({ id: 'chatcmpl-stub', object: 'chat.completion.chunk', created: 1_760_000_000, model: request.model, choices: usage ? [] : [{ index: 0, delta, finish_reason: finish }], ...(usage ? { usage } : {}) })}\n\n`;
  const field = output.finish === 'refusal' ? 'refusal' : 'content';
  return [chunk({ role: 'assistant', content: '' }), ...pieces(output.text).map((piece) => chunk({ [field]: piece })), chunk({}, output.finish === 'refusal' ? 'stop' : output.finish), chunk({}, null, openAiUsage(output)), 'data: [DONE]\n\n'];
}

export function anthropicMessage(request: StubRequest, output: ModelOutput): unknown {
  const content = output.finish === 'refusal' ? [] : [toolInput(request, output) ?? { type: 'text', text: output.text }];
  return { id: 'msg_stub', type: 'message', role: 'assistant', model: request.model, content, stop_reason: stopReason(request, output), stop_sequence: null, usage: { input_tokens: output.usage.tokensIn, output_tokens: output.usage.tokensOut } };
}

/** message_start, content_block_start, content_block_delta …, content_block_stop, message_delta, message_stop. */
export function anthropicEvents(request: StubRequest, output: ModelOutput): string[] {
  const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  const tool = request.format === 'tool' && output.finish !== 'refusal';
  const blocks = output.finish === 'refusal' ? [] : [
    event('content_block_start', { index: 0, content_block: tool ? { type: 'tool_use', id: 'toolu_stub', name: 'json', input: {} } : { type: 'text', text: '' } }),
    ...pieces(output.text).map((piece) => event('content_block_delta', { index: 0, delta: tool ? { type: 'input_json_delta', partial_json: piece } : { type: 'text_delta', text: piece } })),
    event('content_block_stop', { index: 0 }),
  ];
  return [
    event('message_start', { message: { id: 'msg_stub', type: 'message', role: 'assistant', model: request.model, content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: output.usage.tokensIn, output_tokens: 1 } } }),
    ...blocks,
    event('message_delta', { delta: { stop_reason: stopReason(request, output), stop_sequence: null }, usage: { output_tokens: output.usage.tokensOut } }),
    event('message_stop', {}),
  ];
}

function stopReason(request: StubRequest, output: ModelOutput): string {
  return output.finish === 'stop' && toolInput(request, output) ? 'tool_use' : ANTHROPIC_REASONS[output.finish];
}

/** A forced tool takes an object; what is not one comes as text. */
function toolInput(request: StubRequest, output: ModelOutput): object | null {
  if (request.format !== 'tool') return null;
  try {
    return { type: 'tool_use', id: 'toolu_stub', name: 'json', input: JSON.parse(output.text) as unknown };
  } catch {
    return null;
  }
}

function openAiUsage({ usage }: ModelOutput): object {
  return { prompt_tokens: usage.tokensIn, completion_tokens: usage.tokensOut, total_tokens: usage.tokensIn + usage.tokensOut };
}

function pieces(text: string): string[] {
  const letters = [...text];
  const size = Math.max(Math.ceil(letters.length / PIECES), 1);
  return Array.from({ length: Math.ceil(letters.length / size) }, (_, at) => letters.slice(at * size, (at + 1) * size).join(''));
}
