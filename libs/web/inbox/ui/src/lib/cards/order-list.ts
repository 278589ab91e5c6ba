import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { OrderContent } from '@mailtrixy/shared/dto';
import { Icon, iconShoppingCart } from '@mailtrixy/web/shared/ui';
import { orderTotals, priceWords } from './money';

/** A basket that the customer sent. WhatsApp names products by their id in the catalogue only. */
@Component({
  selector: 'mx-order-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <div class="head"><svg mx-icon [icon]="iconShoppingCart"></svg>Order, {{ pieces() }} {{ pieces() === 1 ? 'item' : 'items' }}</div>
    <ul>
      @for (item of order().items; track $index) {
        <li><span class="what">{{ item.quantity }} × <span dir="auto">{{ item.productId }}</span></span><span class="price">{{ price(item.price, item.currency) }}</span></li>
      }
    </ul>
    @for (total of totals(); track $index) {
      <div class="total"><span>Total</span><span class="price">{{ total }}</span></div>
    }
  `,
  styles: `
    :host { display: block; inline-size: 17rem; max-inline-size: 100%; font: var(--mx-body); }
    .head { display: flex; align-items: center; gap: .375rem; font-weight: 600; margin-block-end: .25rem; }
    ul { list-style: none; margin: 0; padding: 0; }
    li, .total { display: flex; justify-content: space-between; gap: 1rem; padding-block: .1875rem; border-block-start: 1px solid var(--mx-border); }
    .what { min-inline-size: 0; overflow-wrap: anywhere; }
    .price { font-variant-numeric: tabular-nums; white-space: nowrap; }
    .total { font-weight: 600; }
  `,
})
export class OrderList {
  readonly order = input.required<OrderContent>();
  protected readonly iconShoppingCart = iconShoppingCart;
  protected readonly pieces = computed(() => this.order().items.reduce((sum, { quantity }) => sum + quantity, 0));
  protected readonly totals = computed(() => orderTotals(this.order().items));
  protected readonly price = priceWords;
}
