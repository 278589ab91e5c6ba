import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { ApplyPasswordResetRequest, LinkPreview, SandboxResult, SetupState } from '@mailtrixy/shared/dto';
import { firstValueFrom } from 'rxjs';

/** The public entry routes, and the first channel of a new workspace. */
@Injectable({ providedIn: 'root' })
export class SetupApi {
  private readonly http = inject(HttpClient);

  state(): Promise<SetupState> {
    return firstValueFrom(this.http.get<SetupState>('/api/setup'));
  }

  startSandbox(): Promise<SandboxResult> {
    return firstValueFrom(this.http.post<SandboxResult>('/api/channels/sandbox', {}));
  }

  previewInvitation(token: string): Promise<LinkPreview> {
    return firstValueFrom(this.http.post<LinkPreview>('/api/invitations/preview', { token }));
  }

  previewReset(token: string): Promise<LinkPreview> {
    return firstValueFrom(this.http.post<LinkPreview>('/api/password-resets/preview', { token }));
  }

  applyReset(request: ApplyPasswordResetRequest): Promise<void> {
    return firstValueFrom(this.http.post<void>('/api/password-resets/apply', request));
  }
}
