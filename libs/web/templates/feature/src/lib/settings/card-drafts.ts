import { Injectable, inject } from '@angular/core';
import { type DraftButton, type DraftButtonType, type DraftCard, withButtonEverywhere, withCard, withCardButton, withCardChange, withoutButtonEverywhere, withoutCard } from '@mailtrixy/web/templates/data-access';
import { DraftForm } from './draft-form';
import { DraftSamples } from './draft-samples';

/** What can be done to the cards of a template being written. */
@Injectable()
export class CardDrafts {
  private readonly form = inject(DraftForm);
  private readonly samples = inject(DraftSamples);

  add(): void {
    this.form.set({ cards: withCard(this.form.draft().cards) });
  }

  remove(index: number): void {
    this.form.set(withoutCard(this.form.draft(), index));
    this.samples.cardRemoved(index);
    this.form.forgetTouched('card.');
  }

  set(index: number, change: Partial<DraftCard>): void {
    this.form.set({ cards: withCardChange(this.form.draft().cards, index, change) });
  }

  /** The examples that Meta has are of the other kind. */
  setHeader(cardHeader: 'IMAGE' | 'VIDEO'): void {
    if (cardHeader === this.form.draft().cardHeader) return;
    this.samples.dropCards();
    this.form.set({ cardHeader, cards: this.form.draft().cards.map((card) => ({ ...card, headerHandle: '' })) });
  }

  addButton(type: DraftButtonType): void {
    this.form.set({ cards: withButtonEverywhere(this.form.draft().cards, type) });
  }

  removeButton(place: number): void {
    this.form.set({ cards: withoutButtonEverywhere(this.form.draft().cards, place) });
    this.form.forgetTouched('card.');
  }

  setButton(index: number, place: number, change: Partial<DraftButton>): void {
    this.form.set({ cards: withCardButton(this.form.draft().cards, index, place, change) });
  }
}
