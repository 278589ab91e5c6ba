import { TestBed } from '@angular/core/testing';
import { anAttachment } from '../testing/attachment-fixture';
import { VoiceMessage } from './voice-message';

const peaks = Array.from({ length: 48 }, (_, bar) => bar * 2);

describe('VoiceMessage', () => {
  let plays: HTMLMediaElement[];
  beforeEach(() => {
    plays = [];
    const paused = new WeakMap<HTMLMediaElement, boolean>();
    jest.spyOn(HTMLMediaElement.prototype, 'paused', 'get').mockImplementation(function (this: HTMLMediaElement) {
      return paused.get(this) ?? true;
    });
    jest.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(function (this: HTMLMediaElement) {
      paused.set(this, false);
      plays.push(this);
      this.dispatchEvent(new Event('play'));
      return Promise.resolve();
    });
    jest.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(function (this: HTMLMediaElement) {
      paused.set(this, true);
      this.dispatchEvent(new Event('pause'));
    });
  });
  afterEach(() => jest.restoreAllMocks());

  async function render(canPlay = 'probably', change: Parameters<typeof anAttachment>[0] = {}) {
    jest.spyOn(HTMLMediaElement.prototype, 'canPlayType').mockReturnValue(canPlay as CanPlayTypeResult);
    const fixture = TestBed.createComponent(VoiceMessage);
    fixture.componentRef.setInput('attachment', anAttachment({ kind: 'voice', mimeType: 'audio/ogg', durationMs: 14_000, peaks, addresses: { original: '/o', preview: null, playable: '/p' }, ...change }));
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    return { fixture, element, audio: element.querySelector('audio') as HTMLAudioElement, slider: element.querySelector('[role="slider"]') as HTMLElement, button: (name: string) => element.querySelector<HTMLElement>(`[aria-label="${name}"]`) };
  }

  it('tells where it is, and is moved by keys', async () => {
    const { fixture, slider, audio } = await render();
    expect(slider.getAttribute('aria-valuetext')).toBe('0:00 of 0:14');
    slider.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    await fixture.whenStable();
    expect(slider.getAttribute('aria-valuetext')).toBe('0:05 of 0:14');
    expect(audio.currentTime).toBe(5);
    slider.dispatchEvent(new KeyboardEvent('keydown', { key: 'End' }));
    await fixture.whenStable();
    expect(slider.getAttribute('aria-valuenow')).toBe('14');
    expect(slider.querySelectorAll('path')[1].getAttribute('d')).toBe('');
  });

  it('plays one at a time', async () => {
    const first = await render();
    const second = await render();
    first.button('Play')?.click();
    await first.fixture.whenStable();
    expect(first.button('Pause')).not.toBeNull();
    second.button('Play')?.click();
    await first.fixture.whenStable();
    expect(plays).toHaveLength(2);
    expect(first.button('Play')).not.toBeNull();
  });

  it('has three speeds', async () => {
    const { fixture, audio, button } = await render();
    for (const [name, rate] of [['Speed 1×', 1.5], ['Speed 1.5×', 2], ['Speed 2×', 1]] as const) {
      button(name)?.click();
      await fixture.whenStable();
      expect(audio.playbackRate).toBe(rate);
    }
  });

  it('takes the other format where ogg cannot play, at once or after a failure', async () => {
    expect((await render('')).audio.getAttribute('src')).toBe('/p');
    const { fixture, audio } = await render();
    let broken = 0;
    fixture.componentInstance.broken.subscribe(() => (broken += 1));
    expect(audio.getAttribute('src')).toBe('/o');
    audio.dispatchEvent(new Event('error'));
    await fixture.whenStable();
    expect(audio.getAttribute('src')).toBe('/p');
    audio.dispatchEvent(new Event('error'));
    expect(broken).toBe(1);
  });
});
