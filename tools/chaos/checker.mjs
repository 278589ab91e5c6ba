// The invariants, as SQL against the simulator's ledger (RELIABILITY §2.1, the words of DESIGN).

/** Waits until nothing is left to do. Pauses are cut short, leases are not: they must run out by themselves. */
export async function quiesce({ stack, scene, until }) {
  const id = scene.channel.id.replaceAll('-', '');
  await until('nothing to be left to do', async () => {
    await stack.sql("UPDATE message SET next_at = NULL WHERE channel_id = UNHEX(?) AND delivery_status = 'queued' AND next_at IS NOT NULL", [id]);
    await stack.sql('UPDATE outbound_lane SET next_at = NOW(3), hold_until = NULL WHERE channel_id = UNHEX(?) AND next_at > NOW(3) AND lease_until IS NULL', [id]);
    await stack.sql("UPDATE status_event SET next_at = NOW(3) WHERE state = 'orphan' AND next_at > NOW(3)");
    await stack.simulator.call('POST', '/deliveries/retry-now');
    const [{ rest }] = await stack.sql(
      `SELECT (SELECT COUNT(*) FROM message WHERE channel_id = UNHEX(?) AND delivery_status IN ('queued', 'sending', 'accepted', 'sent')) + (SELECT COUNT(*) FROM webhook_event WHERE state = 'received')
            + (SELECT COUNT(*) FROM webhook_item WHERE state = 'ready') + (SELECT COUNT(*) FROM outbox_event WHERE seq IS NULL) AS rest`,
      [id],
    );
    return Number(rest) === 0 && (await stack.simulator.call('GET', '/pending')).total === 0;
  }, 240_000, 500);
}

/** @returns broken invariants in words; none: all hold */
export async function check({ stack, scene, counts }) {
  const id = scene.channel.id.replaceAll('-', '');
  const broken = [];
  const hold = (invariant, ok, evidence) => ok || broken.push(`${invariant}: ${JSON.stringify(evidence).slice(0, 600)}`);
  const ledger = (kind) => stack.simulator.ledger({ kind, phoneNumberId: scene.number.phoneNumberId });

  const written = (await ledger('inbound')).map(({ wamid }) => wamid);
  const stored = (await stack.sql("SELECT external_id FROM message WHERE channel_id = UNHEX(?) AND direction = 'in'", [id])).map((row) => row.external_id);
  const missing = written.filter((wamid) => !stored.includes(wamid));
  hold('I1 every message that a customer wrote is there once', missing.length === 0 && stored.length === written.length && new Set(stored).size === stored.length, { written: written.length, stored: stored.length, missing });

  const open = await stack.sql('SELECT HEX(contact_id) AS contact, COUNT(*) AS n FROM conversation WHERE channel_id = UNHEX(?) GROUP BY contact_id', [id]);
  hold('I2 one conversation per customer', open.length === scene.conversations.length && open.every(({ n }) => Number(n) === 1), open);

  const accepts = await ledger('accept');
  const times = (key) => {
    const counted = new Map();
    for (const { [key]: value } of accepts) counted.set(value, (counted.get(value) ?? 0) + 1);
    return [...counted].filter(([, n]) => n > 1);
  };
  hold('I3 nothing was sent twice', times('token').length === 0 && times('body').length === 0, { tokens: times('token'), bodies: times('body') });

  const out = await stack.sql("SELECT HEX(conversation_id) AS conversation, seq, body, delivery_status FROM message WHERE channel_id = UNHEX(?) AND direction = 'out' ORDER BY conversation_id, seq", [id]);
  hold('I4 every message that an agent sent is there once', out.length === counts.out && new Set(out.map(({ body }) => body)).size === counts.out, { sent: counts.out, stored: out.length });

  const acceptedBodies = new Set(accepts.map(({ body }) => body));
  const lies = out.filter(({ body, delivery_status: status }) => (acceptedBodies.has(body) ? status !== 'delivered' : !['unconfirmed', 'failed'].includes(status)));
  hold('I5 every message says of itself what the ledger says', lies.length === 0, lies);

  const order = new Map(accepts.map(({ body }, index) => [body, index]));
  const turned = out.filter((row, index) => index > 0 && out[index - 1].conversation === row.conversation && order.has(row.body) && order.has(out[index - 1].body) && order.get(row.body) < order.get(out[index - 1].body));
  hold('I6 each conversation left in the order of its thread', turned.length === 0, turned);

  const [{ strangers }] = await stack.sql('SELECT COUNT(*) AS strangers FROM message m JOIN channel c ON c.id = m.channel_id WHERE m.workspace_id <> c.workspace_id');
  hold("I9 every row belongs to its channel's workspace", Number(strangers) === 0, strangers);

  const [{ dead }] = await stack.sql("SELECT COUNT(*) AS dead FROM webhook_item WHERE state = 'dead'");
  hold('no dead letters', Number(dead) === 0, dead);

  const [{ gaps }] = await stack.sql('SELECT MAX(seq) - MIN(seq) + 1 - COUNT(*) AS gaps FROM outbox_event');
  hold('I8 the outbox has no gap', Number(gaps) === 0, gaps);
  return broken;
}
