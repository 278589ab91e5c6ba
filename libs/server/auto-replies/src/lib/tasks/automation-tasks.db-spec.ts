import { createRulesFixture, type RulesFixture } from '../testing/rules-fixture';

/** A worker that was killed leaves its leases behind, and no error. */
describe('tasks of a worker that dies', () => {
  let rules: RulesFixture;
  const dies = () => rules.query("UPDATE automation_task SET next_at = NOW(3) - INTERVAL 1 SECOND WHERE state <> 'failed'");

  beforeAll(async () => void (rules = await createRulesFixture()));
  beforeEach(() => rules.reader().take());
  afterEach(() => rules.query('DELETE FROM automation_task'));
  afterAll(() => rules?.close());

  it('come back one by one, and the one that kills it is given up, no other', async () => {
    await rules.rule({});
    const conversation = await rules.inbox.conversation();
    const deadly = await rules.says(conversation, 'deadly');
    const others = [await rules.says(conversation, 'one'), await rules.says(conversation, 'two')];
    await rules.reader().take();
    expect(await rules.tasks.lease(10)).toHaveLength(3);
    const done: string[] = [];
    for (let lives = 0; lives < 30; lives++) {
      await dies();
      const tasks = await rules.tasks.lease(10);
      expect(tasks.length).toBeLessThanOrEqual(1);
      for (const task of tasks.filter(({ messageId }) => messageId !== deadly.messageId)) {
        await rules.tasks.done(task);
        done.push(task.messageId);
      }
    }
    expect(done.sort()).toEqual(others.map(({ messageId }) => messageId).sort());
    expect(await rules.query('SELECT state, next_at, problem FROM automation_task')).toEqual([{ state: 'failed', next_at: null, problem: 'The worker ended each of 6 times that it looked at this message.' }]);
  });
});
