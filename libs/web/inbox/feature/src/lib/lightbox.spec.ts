import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { TestBed } from '@angular/core/testing';
import type { Message } from '@mailtrixy/shared/dto';
import { Lightbox, picturesOf } from './lightbox';

const pictures = ['a', 'b'].map((id) => ({ id, address: `/${id}`, name: `${id}.jpg`, words: id }));

async function render() {
  const ref = { close: jest.fn() };
  TestBed.configureTestingModule({ providers: [{ provide: DIALOG_DATA, useValue: { pictures, start: 'a' } }, { provide: DialogRef, useValue: ref }] });
  const fixture = TestBed.createComponent(Lightbox);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const press = async (key: string) => {
    element.dispatchEvent(new KeyboardEvent('keydown', { key }));
    await fixture.whenStable();
  };
  return { element, press, source: () => element.querySelector('img')?.getAttribute('src'), zoom: () => element.querySelector('.zoom')?.textContent };
}

describe('Lightbox', () => {
  it('goes through the photos with the arrows and stops at the ends', async () => {
    const { press, source, element } = await render();
    await press('ArrowLeft');
    expect(source()).toBe('/a');
    await press('ArrowRight');
    await press('ArrowRight');
    expect(source()).toBe('/b');
    expect(element.querySelector('[role="status"]')?.textContent).toBe('2 of 2');
    expect(element.querySelector('a')?.getAttribute('download')).toBe('b.jpg');
  });

  it('zooms to five times, and starts anew with the next photo', async () => {
    const { press, zoom } = await render();
    for (let step = 0; step < 8; step += 1) await press('+');
    expect(zoom()).toBe('500 %');
    await press('ArrowRight');
    expect(zoom()).toBe('100 %');
  });

  it('holds only photos that are here', () => {
    const message = (id: string, attachment: unknown, revokedAt: string | null = null) => ({ id, attachment, revokedAt, body: null, at: '2026-11-22T10:00:00Z' }) as Message;
    const photo = { kind: 'image', state: 'ready', addresses: { original: '/x' }, fileName: null };
    expect(picturesOf([message('1', photo), message('2', { ...photo, state: 'pending' }), message('3', null), message('4', photo, 'x'), message('5', { ...photo, kind: 'video' })], () => 'Maya').map(({ id }) => id)).toEqual(['1']);
  });
});
