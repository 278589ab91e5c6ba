import type { Routes } from '@angular/router';
import { SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { SimulatorPage } from './simulator-page';

/** Mounted at /simulator. */
export const SIMULATOR_ROUTES: Routes = [{ path: '', component: SimulatorPage, providers: [SimulatorStore] }];
