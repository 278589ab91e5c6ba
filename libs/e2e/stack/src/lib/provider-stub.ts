import path from 'node:path';
import { ManagedProcess } from './managed-process';
import { workspaceRoot } from './workspace-root';

/** What it answers next and from then on; absent text: what a faithful model would say from the passages in the prompt. */
export interface ScriptedReply {
  text?: string;
  json?: unknown;
  delayMs?: number;
}

/** A language model provider on this machine, in a process of its own: OpenAI's and Anthropic's routes. */
export class ProviderStub {
  private constructor(private readonly process: ManagedProcess) {}

  static async start(): Promise<ProviderStub> {
    const stub = new ManagedProcess('provider stub', path.join(workspaceRoot(), 'tools/provider-stub/main.mjs'), {});
    await stub.start();
    return new ProviderStub(stub);
  }

  /** As an OpenAI-compatible address. */
  get url(): string {
    return this.process.url;
  }

  /** One of the stub's modes: ok, e401, e500, hang, html, refusal… */
  async mode(mode: string): Promise<void> {
    await this.control('mode', { mode });
  }

  async say(reply: ScriptedReply | null): Promise<void> {
    await this.control('say', { reply });
  }

  /** As it was at the start, with nothing asked. */
  async reset(): Promise<void> {
    await this.control('reset', {});
  }

  /** Everything that was asked, oldest first, as it came. */
  async asked(): Promise<string[]> {
    const { requests } = (await (await fetch(`${new URL(this.url).origin}/_stub/requests`)).json()) as { requests: { raw: string }[] };
    return requests.map(({ raw }) => raw);
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  private async control(what: string, body: unknown): Promise<void> {
    const answer = await fetch(`${new URL(this.url).origin}/_stub/${what}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the provider stub answered ${answer.status} to ${what}`);
  }
}
