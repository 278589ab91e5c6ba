import { HttpClient, HttpContext, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Me } from '@mailtrixy/shared/dto';
import { DEFAULT_PREFERENCES } from '@mailtrixy/shared/dto';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { firstValueFrom } from 'rxjs';
import { HANDLES_OWN_401 } from './http-context';
import { problemInterceptor } from './problem-interceptor';
import { SessionStore } from './session-store';

const ME: Me = {
  user: { id: 'u1', name: 'Ana', email: 'ana@acme.example' },
  workspace: { id: 'w1', name: 'Acme', timeZone: 'UTC' },
  role: 'agent',
  permissions: ['inbox.read', 'inbox.write'],
  preferences: DEFAULT_PREFERENCES,
  publicUrl: 'https://inbox.acme.example',
  insecureTransport: false,
  simulatorEnabled: true,
  version: '1',
};
const EXPIRED = { type: 'about:blank', title: 'Sign in', status: 401, code: 'SESSION_REQUIRED', detail: '', errors: [], requestId: 'r1' };

describe('problemInterceptor', () => {
  let http: HttpClient;
  let server: HttpTestingController;
  let session: SessionStore;
  const failure = (context?: HttpContext) => firstValueFrom(http.get('/api/x', { context })).then(
    () => null,
    (error: unknown) => error as ApiProblem,
  );
  const signIn = async () => {
    const loaded = session.load();
    server.expectOne('/api/me').flush(ME);
    await loaded;
  };

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(withInterceptors([problemInterceptor])), provideHttpClientTesting()] });
    http = TestBed.inject(HttpClient);
    server = TestBed.inject(HttpTestingController);
    session = TestBed.inject(SessionStore);
  });
  afterEach(() => server.verify());

  it('turns a problem document into an ApiProblem with Retry-After', async () => {
    const failed = failure();
    server.expectOne('/api/x').flush({ type: 'about:blank', title: 'Too many', status: 429, code: 'RATE_LIMITED', detail: 'Wait.', errors: [{ field: 'a', message: 'b' }], requestId: 'req_7' }, { status: 429, statusText: 'x', headers: { 'Retry-After': '30' } });
    const problem = await failed;
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ status: 429, code: 'RATE_LIMITED', detail: 'Wait.', retryAfter: 30, requestId: 'req_7' });
    expect(problem?.errorOf('a')).toBe('b');
    expect(problem?.report).toContain('req_7');
  });

  it('names an unreachable server and an answer that is no problem document', async () => {
    const gone = failure();
    server.expectOne('/api/x').error(new ProgressEvent('error'));
    expect((await gone)?.code).toBe('NETWORK_UNREACHABLE');
    const html = failure();
    server.expectOne('/api/x').flush('<h1>Bad gateway</h1>', { status: 502, statusText: 'x' });
    expect(await html).toMatchObject({ code: 'UNKNOWN', status: 502 });
  });

  it('holds a call whose session has ended, and sends it again after signing in', async () => {
    await signIn();
    const answer = firstValueFrom(http.get('/api/x'));
    server.expectOne('/api/x').flush(EXPIRED, { status: 401, statusText: 'x' });
    expect(session.expired()).toBe(true);
    const again = session.signIn({ email: ME.user.email, password: 'right' });
    server.expectOne('/api/session').flush(ME);
    await again;
    expect(session.expired()).toBe(false);
    server.expectOne('/api/x').flush({ ok: true });
    await expect(answer).resolves.toEqual({ ok: true });
  });

  it('does not ask to sign in again for a wrong password, nor when nobody was signed in', async () => {
    const anonymous = failure();
    server.expectOne('/api/x').flush(EXPIRED, { status: 401, statusText: 'x' });
    expect((await anonymous)?.code).toBe('SESSION_REQUIRED');
    await signIn();
    const wrong = failure(new HttpContext().set(HANDLES_OWN_401, true));
    server.expectOne('/api/x').flush({ ...EXPIRED, code: 'SIGN_IN_FAILED' }, { status: 401, statusText: 'x' });
    expect((await wrong)?.code).toBe('SIGN_IN_FAILED');
    expect(session.expired()).toBe(false);
  });
});

describe('SessionStore', () => {
  let server: HttpTestingController;
  let session: SessionStore;

  beforeEach(() => {
    localStorage.clear();
    TestBed.configureTestingModule({ providers: [provideHttpClient(withInterceptors([problemInterceptor])), provideHttpClientTesting()] });
    server = TestBed.inject(HttpTestingController);
    session = TestBed.inject(SessionStore);
  });
  afterEach(() => server.verify());

  it('asks once, mirrors the permissions and applies the look', async () => {
    const loaded = session.load();
    server.expectOne('/api/me').flush({ ...ME, preferences: { ...DEFAULT_PREFERENCES, theme: 'dark', textSize: 125 } });
    expect((await loaded)?.user.name).toBe('Ana');
    await session.load();
    expect(session.can('inbox.write')).toBe(true);
    expect(session.can('members.manage')).toBe(false);
    expect(document.documentElement.dataset).toMatchObject({ theme: 'dark', text: '125' });
    expect(session.lastWorkspace()).toBe('Acme');
  });

  it('is null without a session, and fails when the server is away', async () => {
    const none = session.load();
    server.expectOne('/api/me').flush(EXPIRED, { status: 401, statusText: 'x' });
    expect(await none).toBeNull();
    await session.load();
    server.expectNone('/api/me');
  });

  it('a server that is away is not "signed out"', async () => {
    const away = session.load().catch((error: unknown) => error as ApiProblem);
    server.expectOne('/api/me').error(new ProgressEvent('error'));
    expect(await away).toMatchObject({ code: 'NETWORK_UNREACHABLE' });
  });

  it('shows a preference at once and takes it back when refused', async () => {
    const loaded = session.load();
    server.expectOne('/api/me').flush(ME);
    await loaded;
    const saved = session.prefer({ theme: 'dark' }).catch(() => 'refused');
    expect(document.documentElement.dataset['theme']).toBe('dark');
    server.expectOne({ method: 'PATCH', url: '/api/me' }).flush({ ...EXPIRED, status: 500, code: 'INTERNAL' }, { status: 500, statusText: 'x' });
    expect(await saved).toBe('refused');
    expect(session.me()?.preferences.theme).toBe('system');
    expect(document.documentElement.dataset['theme']).toBeUndefined();
  });
});
