import { AiProviderError, type LanguageModels, type ModelAnswer, type TextCall } from '@mailtrixy/server/ai-providers';
import { jsonrepair } from 'jsonrepair';
import { z, type ZodType } from 'zod';
import { answerTextInJson } from './answer-text-in-json';

/**
 * A structured answer whose words somebody watches. The form stands in the prompt, because what streams is text; what comes
 * out is checked like any other answer. Half an answer is none.
 */
export async function streamStructured<T>(models: LanguageModels, workspaceId: string, call: TextCall, schema: ZodType<T>, onText: (text: string) => void): Promise<ModelAnswer<T>> {
  const json = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
  delete json['$schema'];
  const system = `${call.system}\n\nAnswer with one JSON object and nothing else: no other words, no code fence. It must fit this JSON schema:\n${JSON.stringify(json)}`;
  const { deltas, done } = await models.stream(workspaceId, { ...call, system });
  const words = answerTextInJson();
  for await (const delta of deltas) {
    const text = words(delta);
    if (text) onText(text);
  }
  const answer = await done;
  return { ...answer, ...parsed(answer.value, schema) };
}

function parsed<T>(text: string, schema: ZodType<T>): { value: T; repaired: boolean } {
  const body = text.replace(/^[\s\S]*?(?=\{)/u, '').replace(/```\s*$/u, '').trim();
  for (const [repaired, read] of [[false, JSON.parse], [true, (broken: string) => JSON.parse(jsonrepair(broken)) as unknown]] as const) {
    try {
      const result = schema.safeParse(read(body));
      if (result.success) return { value: result.data, repaired };
    } catch {
      // Not JSON: mended once, then told.
    }
  }
  throw new AiProviderError('malformed', 'The AI model did not answer in the form that was asked for.');
}
