import { ChangeDetectionStrategy, Component, input, inputBinding, output, outputBinding, signal, type Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { LazyComponent, LazyPartOutlet, type LazyPart } from './lazy-part';

@Component({ selector: 'mx-late', changeDetection: ChangeDetectionStrategy.OnPush, template: '<button (click)="pressed.emit(name())">{{ name() }}</button>' })
class Late {
  readonly name = input.required<string>();
  readonly pressed = output<string>();
}

@Component({
  selector: 'mx-late-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [LazyPartOutlet],
  template: '<ng-container [mxLazyPart]="part" #it="mxLazyPart" />@if (!it.drawn()) {<i>room</i>}@if (it.failure()) {<b (click)="it.again()">failed</b>}',
})
class Host {
  static component: LazyComponent;
  readonly name = signal('first');
  readonly pressed: string[] = [];
  readonly part: LazyPart = { component: Host.component, bindings: [inputBinding('name', this.name), outputBinding<string>('pressed', (name) => this.pressed.push(name))] };
}

async function render(load: () => Promise<Type<unknown>>) {
  Host.component = new LazyComponent(load);
  const fixture = TestBed.createComponent(Host);
  const drawn = async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await fixture.whenStable();
      await Promise.resolve();
    }
  };
  return { fixture, element: fixture.nativeElement as HTMLElement, drawn };
}

describe('LazyPartOutlet', () => {
  it('draws what came, with live inputs and outputs, and then keeps no place free', async () => {
    const { fixture, element, drawn } = await render(() => Promise.resolve(Late));
    fixture.detectChanges();
    expect(element.textContent).toBe('room');
    await drawn();
    fixture.componentInstance.name.set('second');
    await drawn();
    expect(element.textContent).toBe('second');
    element.querySelector('button')?.click();
    expect(fixture.componentInstance.pressed).toEqual(['second']);
  });

  it('keeps the place free when the chunk does not come, and asks again the next time', async () => {
    const load = jest.fn<Promise<Type<unknown>>, []>().mockRejectedValueOnce(new Error('offline')).mockResolvedValue(Late);
    const { element, drawn } = await render(load);
    await drawn();
    expect(element.textContent).toBe('roomfailed');
    const again = TestBed.createComponent(Host);
    for (let turn = 0; turn < 3; turn += 1) await again.whenStable();
    expect((again.nativeElement as HTMLElement).textContent).toBe('first');
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('asks once more where it stands, and hands out what it drew', async () => {
    const load = jest.fn<Promise<Type<unknown>>, []>().mockRejectedValueOnce(new Error('offline')).mockResolvedValue(Late);
    const { fixture, element, drawn } = await render(load);
    await drawn();
    element.querySelector('b')?.click();
    await drawn();
    expect(element.textContent).toBe('first');
    const outlet = fixture.debugElement.childNodes.map((node) => node.injector.get(LazyPartOutlet, null)).find((one) => one !== null);
    expect(outlet?.instance()).toBeInstanceOf(Late);
  });

  it('is there at once the second time', async () => {
    const { drawn } = await render(() => Promise.resolve(Late));
    await drawn();
    const again = TestBed.createComponent(Host);
    again.detectChanges();
    expect((again.nativeElement as HTMLElement).textContent).toBe('first');
  });
});
