import { DestroyRef, Directive, ViewContainerRef, computed, effect, inject, input, signal, type Binding, type Type } from '@angular/core';

/** A component that comes in a chunk of its own, asked for when it is first drawn. One constant for each: the second time it is there at once. */
export class LazyComponent {
  known: Type<unknown> | null = null;
  private coming: Promise<Type<unknown>> | null = null;

  constructor(private readonly load: () => Promise<Type<unknown>>) {}

  /** A failed load is forgotten, so that the next drawing asks again. */
  get(): Promise<Type<unknown>> {
    this.coming ??= this.load().then(
      (type) => (this.known = type),
      (error: unknown) => {
        this.coming = null;
        throw error;
      },
    );
    return this.coming;
  }
}

/** What to draw, with its inputs and outputs bound by `inputBinding` and `outputBinding`. */
export interface LazyPart {
  component: LazyComponent;
  bindings: Binding[];
}

/**
 * `<ng-container [mxLazyPart]="part" #it="mxLazyPart" />` draws a part once its chunk is here; until then `it.drawn()` is false.
 * In place of @defer, whose machinery costs every page, sign-in too, 2.6 kB.
 */
@Directive({ selector: '[mxLazyPart]', exportAs: 'mxLazyPart' })
export class LazyPartOutlet {
  readonly mxLazyPart = input.required<LazyPart>();
  /** The component once it is drawn, for those who call it. */
  readonly instance = signal<unknown>(null);
  readonly drawn = computed(() => this.instance() !== null);
  /** Why the chunk did not come; `again` asks once more. */
  readonly failure = signal<unknown>(null);
  private readonly container = inject(ViewContainerRef);
  private gone = false;

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.gone = true));
    effect(() => this.begin(this.mxLazyPart()));
  }

  again(): void {
    this.begin(this.mxLazyPart());
  }

  private begin(part: LazyPart): void {
    this.failure.set(null);
    if (part.component.known) this.draw(part, part.component.known);
    else
      part.component.get().then(
        (type) => !this.gone && this.draw(part, type),
        // what stands in its place stays; drawing it again tries again
        (error: unknown) => this.failure.set(error),
      );
  }

  private draw({ bindings }: LazyPart, type: Type<unknown>): void {
    this.container.clear();
    this.instance.set(this.container.createComponent(type, { bindings }).instance);
  }
}
