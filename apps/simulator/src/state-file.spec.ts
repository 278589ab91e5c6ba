import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulator } from './simulator';
import { SimulatedBusiness } from './testing/simulated-business';

describe('the state file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'simulator-state-'));
  const stateFile = path.join(folder, 'state.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  const templatesAfterRestart = async (): Promise<{ name: string; status: string }[]> => {
    const again = await startSimulator({ port: 0, stateFile });
    const { templates } = (await (await fetch(`${again.url}/_control/templates`)).json()) as { templates: { name: string; status: string }[] };
    await again.close();
    return templates;
  };

  it('keeps templates and what was decided about them', async () => {
    const business = await SimulatedBusiness.start({ stateFile });
    await business.control('POST', '/templates/parcel_update/decide', { event: 'PAUSED' });
    await business.close();
    expect((await templatesAfterRestart()).find(({ name }) => name === 'parcel_update')).toMatchObject({ status: 'PAUSED' });
  });

  it('gives an account of an older version the sample templates and every field', async () => {
    const { templates: _templates, settings, ...old } = JSON.parse(readFileSync(stateFile, 'utf8')) as Record<string, unknown> & { settings: Record<string, unknown>; accounts: { apps: { fields: string[] }[] } };
    old.accounts.apps[0].fields = ['messages'];
    delete settings['templateReview'];
    writeFileSync(stateFile, JSON.stringify({ ...old, settings }));
    expect((await templatesAfterRestart()).length).toBeGreaterThanOrEqual(10);
    const { accounts, settings: kept } = JSON.parse(readFileSync(stateFile, 'utf8')) as { accounts: { apps: { fields: string[] }[] }; settings: Record<string, unknown> };
    expect(accounts.apps[0].fields).toContain('message_template_status_update');
    expect(kept['templateReview']).toMatchObject({ decision: 'APPROVED' });
  });
});
