import { randomUUID } from 'node:crypto';
import type { ConversationPage, Message } from '@mailtrixy/shared/dto';
import { ApiFailure, Stack, until, type ManagedProcess, type TestWorkspace } from '@mailtrixy/e2e/stack';

type Victim = 'api' | 'worker';

/** kill -9 in the middle of both pipelines; the simulator's ledger says what really happened. */
const POINTS: readonly (readonly [point: string, victim: Victim])[] = [
  ['in.after_sig@3', 'api'],
  ['in.before_insert@3', 'api'],
  ['in.after_commit@3', 'api'],
  ['in.after_commit_before_200@3', 'api'],
  ['in.after_200@3', 'api'],
  ['item.before_commit@2', 'worker'],
  ['item.after_commit@2', 'worker'],
  ['st.after_store@2', 'worker'],
  ['api.after_commit_before_201@3', 'api'],
  ['out.before_commit@3', 'api'],
  ['out.after_on_wire@2', 'worker'],
  ['out.after_http@2', 'worker'],
  ['out.after_store@2', 'worker'],
];
const CUSTOMERS = 4;
const ROUNDS = 3;

describe('kill -9', () => {
  let stack: Stack;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    stack = await Stack.start();
    workspace = await stack.workspace();
    await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 50, factor: 1.5, capMs: 500, maxTries: 400, timeoutMs: 5000 } });
  });
  afterAll(() => stack?.stop());

  it.each(POINTS)('at %s in the %s: nothing lost, nothing doubled', (point, victimName) => strike(point, victimName), 120_000);

  // Nothing that Meta signs makes a batch fail, and that is as it should be: the database refuses one message for a while.
  it('at split.before_commit in the worker, after a batch failed: nothing lost, nothing doubled', async () => {
    await strike('split.before_commit', 'worker', {
      begin: () => stack.sql(`CREATE TRIGGER trouble BEFORE INSERT ON message FOR EACH ROW BEGIN IF NEW.body = 'in 1.0' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'trouble'; END IF; END`),
      end: async () => {
        // The new worker meets the same trouble: its neighbours get through, the item itself waits for its next try.
        await until('the batch to be split again', async () => (await stack.sql("SELECT 1 FROM webhook_item WHERE state = 'ready' AND attempts > 0 AND last_error LIKE '%trouble%'")).length === 1);
        await stack.sql('DROP TRIGGER trouble');
      },
    });
  }, 120_000);

  /** Kills the victim at the point while customers and agents write. `trouble` lasts from before until it runs again. */
  async function strike(point: string, victimName: Victim, trouble?: { begin(): Promise<unknown>; end(): Promise<unknown> }): Promise<void> {
    const customers = Array.from({ length: CUSTOMERS }, (_, index) => ({ name: `Customer ${index}` }));
    const { channel, number } = await stack.channel(workspace.owner, { customers });
    const open = async () => (await workspace.owner.get<ConversationPage>(`/conversations?view=all&channelId=${channel.id}`)).items;
    for (const { id } of number.customers) await stack.simulator.write(id, number.phoneNumberId, 'hello');
    const conversations = await until('the conversations', async () => {
      const items = await open();
      return items.length === CUSTOMERS && items;
    });

    const victim: ManagedProcess = stack[victimName];
    await trouble?.begin();
    await victim.restart({ MAILTRIXY_FAILPOINTS: point });
    const sends: Promise<Message>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, { id }] of number.customers.entries()) {
        await stack.simulator.write(id, number.phoneNumberId, `in ${round}.${index}`);
        sends.push(sendUntilAnswered(conversations[index].id, `out ${round}.${index}`));
      }
    }
    await victim.ended(30_000);
    expect(victim.exited?.signal).toBe('SIGKILL');
    await endLeases();
    await victim.start();
    await trouble?.end();
    await Promise.all(sends);
    await quiesce(channel.id);

    const channelBytes = channel.id.replaceAll('-', '');
    // In: every message that the customers wrote is there once.
    const written = (await stack.simulator.ledger({ kind: 'inbound', phoneNumberId: number.phoneNumberId })).map(({ wamid }) => wamid).sort();
    const stored = (await stack.sql<{ external_id: string }>("SELECT external_id FROM message WHERE channel_id = UNHEX(?) AND direction = 'in'", [channelBytes])).map((row) => row.external_id).sort();
    expect(written).toHaveLength(CUSTOMERS * (ROUNDS + 1));
    expect(stored).toEqual(written);

    // Out: each message was accepted at most once, and what it says of itself is what the ledger says.
    const accepts = await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId });
    const out = await stack.sql<{ body: string; delivery_status: string }>("SELECT body, delivery_status FROM message WHERE channel_id = UNHEX(?) AND direction = 'out'", [channelBytes]);
    expect(out).toHaveLength(CUSTOMERS * ROUNDS);
    for (const { body, delivery_status } of out) {
      const times = accepts.filter((row) => row.body === body).length;
      expect([body, delivery_status, times]).toEqual([body, delivery_status === 'unconfirmed' ? 'unconfirmed' : 'delivered', delivery_status === 'unconfirmed' ? 0 : 1]);
    }
  }

  /** What a browser does: the same clientId until there is an answer. */
  function sendUntilAnswered(conversationId: string, body: string): Promise<Message> {
    const clientId = randomUUID();
    return until(`the answer to "${body}"`, async () => {
      try {
        return await workspace.owner.post<Message>(`/conversations/${conversationId}/messages`, { clientId, kind: 'reply', type: 'text', body });
      } catch (error) {
        if (error instanceof ApiFailure && error.status < 500 && error.status !== 429) throw Object.assign(error, { message: `${error.message} (must not happen)` });
        throw error;
      }
    }, 60_000, 100);
  }

  /** As if the minute had passed in which the dead process's leases run out. Nobody else holds one while it is down. */
  async function endLeases(): Promise<void> {
    await stack.sql('UPDATE outbound_lane SET lease_until = NOW(3), next_at = NOW(3) WHERE lease_until IS NOT NULL');
    await stack.sql("UPDATE webhook_event SET lease_until = NOW(3), next_at = NOW(3) WHERE state = 'received' AND lease_until IS NOT NULL");
    await stack.sql("UPDATE webhook_item SET lease_until = NOW(3), next_at = NOW(3) WHERE state = 'ready' AND lease_until IS NOT NULL");
  }

  /** Waits until nothing is left to do; the 20 s that a lane waits after an unconfirmed send are skipped. */
  async function quiesce(channelId: string): Promise<void> {
    const id = channelId.replaceAll('-', '');
    await until('nothing to be left to do', async () => {
      await stack.sql('UPDATE outbound_lane SET next_at = NOW(3), hold_until = NULL WHERE channel_id = UNHEX(?) AND hold_until > NOW(3)', [id]);
      await stack.simulator.call('POST', '/deliveries/retry-now');
      const left = await stack.sql(
        `SELECT 'message' AS what, delivery_status AS state, COUNT(*) AS n FROM message WHERE channel_id = UNHEX(?) AND delivery_status IN ('queued','sending','accepted','sent') GROUP BY delivery_status
         UNION ALL SELECT 'event', state, COUNT(*) FROM webhook_event WHERE state = 'received' GROUP BY state
         UNION ALL SELECT 'item', state, COUNT(*) FROM webhook_item WHERE state = 'ready' GROUP BY state`,
        [id],
      );
      const { total } = await stack.simulator.call<{ total: number }>('GET', '/pending');
      if (left.length || total) throw new Error(JSON.stringify({ left, pendingAtMeta: total }));
      return true;
    }, 60_000, 200);
  }
});
