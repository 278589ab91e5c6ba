import { TestBed } from '@angular/core/testing';
import { UPLOAD } from '@mailtrixy/web/inbox/data-access';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { VoiceRecorder } from './voice-recorder';

class FakeRecorder extends EventTarget {
  static isTypeSupported = (type: string) => type.startsWith('audio/webm');
  state = 'inactive';
  constructor(
    readonly stream: unknown,
    readonly options: { mimeType: string },
  ) {
    super();
  }
  get mimeType() {
    return this.options.mimeType;
  }
  start() {
    this.state = 'recording';
  }
  stop() {
    this.state = 'inactive';
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob(['sound']) }));
    this.dispatchEvent(new Event('stop'));
  }
}

describe('VoiceRecorder', () => {
  const stopped = jest.fn();
  const media = (answer: () => Promise<unknown>) => Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: answer } });
  beforeEach(() => {
    stopped.mockClear();
    Object.assign(globalThis, { MediaRecorder: FakeRecorder });
    URL.createObjectURL = jest.fn(() => 'blob:voice');
    URL.revokeObjectURL = jest.fn();
    media(async () => ({ getTracks: () => [{ stop: stopped }] }));
  });

  async function render(upload: jest.Mock = jest.fn(async () => ({ id: 'up', refusal: null }))) {
    TestBed.configureTestingModule({ providers: [{ provide: UPLOAD, useValue: upload }] });
    const fixture = TestBed.createComponent(VoiceRecorder);
    fixture.componentRef.setInput('conversationId', 'c1');
    const events: unknown[] = [];
    fixture.componentInstance.recorded.subscribe((file) => events.push(file));
    fixture.componentInstance.closed.subscribe(() => events.push('closed'));
    const element = fixture.nativeElement as HTMLElement;
    const drawn = async () => {
      for (let turn = 0; turn < 6; turn += 1) {
        await Promise.resolve();
        fixture.detectChanges();
      }
    };
    await drawn();
    return { fixture, element, events, upload, drawn, button: (name: string) => [...element.querySelectorAll('button')].find((one) => one.textContent?.trim() === name || one.getAttribute('aria-label') === name) };
  }

  it('records, lets one listen, and sends what was recorded as a voice message', async () => {
    const { element, events, upload, button, drawn, fixture } = await render();
    expect(element.querySelector('.time')?.textContent).toBe('0:00');
    button('Stop and listen')?.click();
    await drawn();
    expect(element.querySelector('audio')?.getAttribute('src')).toBe('blob:voice');
    expect(stopped).toHaveBeenCalled();
    button('Send voice message')?.click();
    await drawn();
    expect(upload.mock.calls[0][0]).toMatchObject({ kind: 'voice', conversationId: 'c1', name: 'voice.webm' });
    expect(events).toEqual([{ id: 'up', refusal: null }]);
    fixture.destroy();
    expect(URL.revokeObjectURL).toHaveBeenCalledWith('blob:voice');
  });

  it('throws it away with Escape, and lets the microphone go', async () => {
    const { element, events, fixture } = await render();
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(events).toEqual(['closed']);
    fixture.destroy();
    expect(stopped).toHaveBeenCalled();
  });

  it.each(['Stop and listen', 'Send voice message'])('a double click on "%s" neither loses the recording nor sends it twice', async (name) => {
    const { element, events, upload, button, drawn } = await render();
    const pressed = button(name);
    pressed?.click();
    pressed?.click();
    await drawn();
    expect(events).toEqual(name === 'Stop and listen' ? [] : [{ id: 'up', refusal: null }]);
    expect(upload).toHaveBeenCalledTimes(events.length);
    expect(element.querySelector('audio')).not.toBeNull();
  });

  it('keeps the focus inside, so that Escape always finds it', async () => {
    const { element, button, drawn } = await render();
    document.body.append(element);
    button('Stop and listen')?.click();
    await drawn();
    await new Promise((done) => setTimeout(done));
    expect(document.activeElement?.getAttribute('data-testid')).toBe('send-voice');
    element.remove();
  });

  it('helps where the microphone is denied', async () => {
    media(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const { element, button, drawn } = await render();
    expect(element.querySelector('[role="alert"]')?.textContent).toContain('may not use the microphone');
    media(async () => ({ getTracks: () => [{ stop: stopped }] }));
    button('Try again')?.click();
    await drawn();
    expect(button('Stop and listen')).toBeDefined();
  });

  it('keeps the recording when it could not be uploaded, and sends it again', async () => {
    const upload = jest.fn().mockRejectedValueOnce(new ApiProblem({ status: 0, detail: 'no connection' })).mockResolvedValueOnce({ id: 'up', refusal: null });
    const { element, events, button, drawn } = await render(upload);
    button('Send voice message')?.click();
    await drawn();
    expect(element.querySelector('[role="alert"]')?.textContent).toContain('Not sent: no connection');
    button('Send voice message')?.click();
    await drawn();
    expect(events).toHaveLength(1);
  });
});
