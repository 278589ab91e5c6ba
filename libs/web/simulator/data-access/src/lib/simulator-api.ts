import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { type Observable, firstValueFrom } from 'rxjs';
import type { FileFault, NewCustomer, NextSend, OutgoingSimMessage, SimChat, SimCustomer, SimErrorCode, SimEvent, SimField, SimNumber, StatusPlan, WebhookChaos } from './simulator-types';

const SIM = '/api/simulator';

export interface StandingChaos {
  webhook?: Partial<WebhookChaos>;
  media?: { mode?: FileFault };
}

/** The simulator's control API as MailTrixy passes it on. */
@Injectable({ providedIn: 'root' })
export class SimulatorApi {
  private readonly http = inject(HttpClient);

  health(): Promise<{ ok: boolean; now: string; seq: number }> {
    return answer(this.http.get<{ ok: boolean; now: string; seq: number }>(`${SIM}/health`));
  }

  numbers(): Promise<SimNumber[]> {
    return answer(this.http.get<{ numbers: SimNumber[] }>(`${SIM}/state`)).then((state) => state.numbers);
  }

  customers(): Promise<SimCustomer[]> {
    return answer(this.http.get<{ customers: SimCustomer[] }>(`${SIM}/customers`)).then((body) => body.customers);
  }

  addCustomer(customer: NewCustomer): Promise<SimCustomer> {
    return answer(this.http.post<SimCustomer>(`${SIM}/customers`, customer));
  }

  patchCustomer(id: string, changes: Partial<Pick<SimCustomer, 'online' | 'readReceipts' | 'blocksUs' | 'hidesPhone' | 'name'>>): Promise<SimCustomer> {
    return answer(this.http.patch<SimCustomer>(customerPath(id), changes));
  }

  removeCustomer(id: string): Promise<unknown> {
    return answer(this.http.delete(customerPath(id)));
  }

  chat(id: string, phoneNumberId: string): Promise<SimChat> {
    return answer(this.http.get<SimChat>(`${customerPath(id)}/chat`, { params: { phoneNumberId, limit: 200 } }));
  }

  send(id: string, message: OutgoingSimMessage): Promise<{ messages: { wamid: string }[]; deliveries: string[] }> {
    return answer(this.http.post<{ messages: { wamid: string }[]; deliveries: string[] }>(`${customerPath(id)}/messages`, message));
  }

  /** Presses a button, reacts, edits, calls: docs/simulator.md, Actions of customers. */
  act(id: string, action: string, body: Record<string, unknown>): Promise<unknown> {
    return answer(this.http.post(`${customerPath(id)}/actions/${action}`, body));
  }

  file(id: string): Promise<{ mimeType: string; filename: string | null; size: number; base64: string }> {
    return answer(this.http.get<{ mimeType: string; filename: string | null; size: number; base64: string }>(`${SIM}/media/${encodeURIComponent(id)}/data`));
  }

  errorCodes(): Promise<SimErrorCode[]> {
    return answer(this.http.get<{ codes: SimErrorCode[] }>(`${SIM}/error-codes`)).then((body) => body.codes);
  }

  fields(): Promise<SimField[]> {
    return answer(this.http.get<{ fields: SimField[] }>(`${SIM}/fields`)).then((body) => body.fields);
  }

  sendField(name: string, phoneNumberId: string, customer: string | null): Promise<unknown> {
    return answer(this.http.post(`${SIM}/fields/${name}`, { phoneNumberId, ...(customer ? { customer } : {}) }));
  }

  read(id: string, phoneNumberId: string): Promise<unknown> {
    return answer(this.http.post(`${customerPath(id)}/read`, { phoneNumberId }));
  }

  closeWindow(id: string, phoneNumberId: string): Promise<unknown> {
    return answer(this.http.post(`${customerPath(id)}/window`, { phoneNumberId, close: true }));
  }

  advance(seconds: number): Promise<unknown> {
    return answer(this.http.post(`${SIM}/advance`, { seconds }));
  }

  statusPlan(): Promise<StatusPlan> {
    return answer(this.http.get<StatusPlan>(`${SIM}/status-plan`));
  }

  setStatusPlan(plan: Partial<StatusPlan>): Promise<unknown> {
    return answer(this.http.put(`${SIM}/status-plan`, plan));
  }

  chaos(): Promise<StandingChaos> {
    return answer(this.http.get<StandingChaos>(`${SIM}/chaos`));
  }

  setChaos(webhook: Partial<WebhookChaos>, files: FileFault): Promise<unknown> {
    return answer(this.http.put(`${SIM}/chaos`, { webhook, ...(files === 'ok' ? {} : { media: { mode: files } }) }));
  }

  armNext(customer: string, send: NextSend): Promise<unknown> {
    return answer(this.http.post(`${SIM}/chaos/next`, { count: 1, customer, send }));
  }

  disarm(): Promise<unknown> {
    return answer(this.http.delete(`${SIM}/chaos/next`));
  }

  burst(phoneNumberId: string, count: number): Promise<unknown> {
    return answer(this.http.post(`${SIM}/burst`, { phoneNumberId, count, customers: 10, text: 'Storm message {n}' }));
  }

  clear(): Promise<unknown> {
    return answer(this.http.post(`${SIM}/reset`, { keep: 'customers' }));
  }

  /** Long poll: answers at once when there is something after `after`, else when `waitMs` has passed. */
  events(after: number, waitMs: number): Observable<{ events: SimEvent[]; next: number }> {
    return this.http.get<{ events: SimEvent[]; next: number }>(`${SIM}/events`, { params: { after, wait: waitMs, limit: 500 } });
  }
}

function customerPath(id: string): string {
  return `${SIM}/customers/${encodeURIComponent(id)}`;
}

function answer<T>(request: Observable<T>): Promise<T> {
  return firstValueFrom(request);
}
