// Drafts of the demo: the sandbox's channel drafts without any model, and some customers who wait have a draft already.

/** How many waiting conversations get a draft that a person has "asked for". */
const DRAFTS = 6;

/** A customer who writes from the simulator sees a draft a few seconds later. */
export async function switchDraftsOn(owner) {
  for (const channel of await owner('GET', '/ai/channels')) await owner('PATCH', `/ai/channels/${channel.channelId}`, { version: channel.version, mode: 'draft', debounceS: 2 });
}

/** @param rows name → conversation; @param stories with what was answered */
export async function seedDrafts(owner, rows, stories) {
  const waiting = stories.filter(({ answer, resolve, note }) => !answer && !resolve && !note).slice(0, DRAFTS);
  for (const { customer } of waiting) await owner('POST', `/conversations/${rows.get(customer.name).id}/ai/draft`, {});
}
