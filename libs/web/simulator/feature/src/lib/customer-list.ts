import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { Avatar, Badge, Dialogs, Icon, IconButton, iconPlus } from '@mailtrixy/web/shared/ui';
import { type NewCustomer, SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { NewCustomerDialog } from './new-customer-dialog';

@Component({
  selector: 'mx-customer-list',
  imports: [Avatar, Badge, Icon, IconButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="sim__cuh">
      <h2 class="sim__cut">Customers</h2>
      <button type="button" mx-icon-button size="sm" label="New customer" data-testid="new-customer" (click)="add()"><svg mx-icon [icon]="plus"></svg></button>
    </div>
    <ul class="culist mx-scroll" aria-label="Customers">
      @for (row of rows(); track row.id) {
        <li>
          <button type="button" class="cu" data-testid="sim-customer" [attr.data-id]="row.id" [class.is-on]="row.on" [attr.aria-current]="row.on ? 'true' : null" (click)="chosen.emit(row.id)">
            <mx-avatar [name]="row.name" [id]="row.id" [size]="28" [online]="row.online" />
            <span class="mx-grow">
              <span class="cu__n mx-trunc" dir="auto">{{ row.name }}</span>
              <span class="cu__s mx-trunc mx-num">{{ row.address }}</span>
            </span>
            <span class="mx-sr">{{ row.online ? 'online' : 'offline' }}</span>
            <mx-badge [count]="row.unread" unit="new" />
          </button>
        </li>
      } @empty {
        <li class="sim__tip mx-t3 mx-small">Nobody yet. Add a customer with the plus sign.</li>
      }
    </ul>
    <p class="sim__tip mx-t3 mx-small">A customer without a phone number tests usernames: nothing may need one.</p>
  `,
})
export class CustomerList {
  private readonly store = inject(SimulatorStore);
  private readonly dialogs = inject(Dialogs);
  readonly chosen = output<string>();
  protected readonly plus = iconPlus;
  protected readonly rows = computed(() =>
    this.store.customers().map((customer) => ({
      id: customer.id,
      name: customer.name || customer.username || 'Unnamed customer',
      address: customer.phone && !customer.hidesPhone ? spaced(customer.phone) : customer.username ? `@${customer.username.replace(/^@/, '')} · no phone number` : 'no phone number',
      online: customer.online,
      unread: this.store.unread().get(customer.id) ?? 0,
      on: customer.id === this.store.customer()?.id,
    })),
  );

  protected async add(): Promise<void> {
    const made = await this.dialogs.open<NewCustomer>(NewCustomerDialog, { label: 'New customer' });
    if (made && (await this.store.addCustomer(made))) this.chosen.emit(this.store.customer()?.id ?? '');
  }
}

function spaced(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return `+${digits.slice(0, 2)} ${digits.slice(2, 6)} ${digits.slice(6)}`;
}
