import type { Routes } from '@angular/router';

export const SIMULATOR_ROUTES: Routes = [];
