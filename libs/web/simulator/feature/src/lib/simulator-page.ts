import { ChangeDetectionStrategy, Component, DestroyRef, ViewEncapsulation, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Banner, Button, Chip, Dialogs, EmptyState, ErrorCard, Icon, Loading, Skeleton, iconArrowUpRight, iconEraser, iconServerOff, iconShield, iconSmartphone } from '@mailtrixy/web/shared/ui';
import { SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { CustomerList } from './customer-list';
import { EventStrip } from './event-strip';
import { Phone } from './phone';
import { SimulatorControls } from './simulator-controls';

/** A customer's phone beside what Meta's twin does. Works in a second window next to the inbox. */
@Component({
  selector: 'mx-simulator-page',
  imports: [Banner, Button, Chip, CustomerList, EmptyState, ErrorCard, EventStrip, Icon, Loading, Phone, RouterLink, SimulatorControls, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  styleUrl: './simulator.css',
  host: { class: 'sim-page', 'data-testid': 'simulator-page' },
  templateUrl: './simulator-page.html',
})
export class SimulatorPage {
  protected readonly store = inject(SimulatorStore);
  private readonly session = inject(SessionStore);
  private readonly dialogs = inject(Dialogs);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly params = toSignal(this.route.queryParamMap, { requireSync: true });
  protected readonly making = signal(false);
  protected readonly icons = { clear: iconEraser, out: iconArrowUpRight, shield: iconShield, off: iconServerOff, phone: iconSmartphone };
  protected readonly manages = computed(() => this.session.can('channels.manage'));
  protected readonly failed = computed(() => this.store.problem());

  constructor() {
    void this.start();
    inject(DestroyRef).onDestroy(() => this.store.stop());
  }

  protected async choose(id: string): Promise<void> {
    await this.store.choose(id);
    await this.router.navigate([], { relativeTo: this.route, queryParams: { customer: id }, replaceUrl: true });
  }

  protected async createSandbox(): Promise<void> {
    this.making.set(true);
    await this.store.createSandbox();
    this.making.set(false);
  }

  protected async clear(): Promise<void> {
    const sure = await this.dialogs.confirm({
      heading: 'Clear simulator data?',
      text: 'The phones forget their chats, waiting deliveries, faults and the event list. Customers stay. Conversations already in the inbox stay too.',
      confirmLabel: 'Clear',
      danger: true,
    });
    if (sure) await this.store.clear();
  }

  private async start(): Promise<void> {
    await this.store.start();
    const wanted = this.params().get('customer');
    if (wanted && this.store.customers().some((customer) => customer.id === wanted)) await this.store.choose(wanted);
  }
}
