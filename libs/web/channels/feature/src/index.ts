import type { Routes } from '@angular/router';

export const CHANNELS_ROUTES: Routes = [];
