import type { Provisioned, Stack } from '@mailtrixy/e2e/stack';

/** A file that the simulator knows to be sound, as an input takes it. */
export async function sample(stack: Stack, number: Provisioned, name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const { id } = await stack.simulator.call<{ id: string }>('POST', '/media', { phoneNumberId: number.phoneNumberId, sample: name });
  const { mimeType, filename, bytes } = await stack.simulator.file(id);
  return { name: filename ?? name, mimeType: mimeType.split(';')[0], buffer: bytes };
}
