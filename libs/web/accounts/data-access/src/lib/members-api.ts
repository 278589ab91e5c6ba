import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { AuditEntryRow, CreatedLink, Invitation, InviteRequest, Member, Page, Person, UpdateMemberRequest } from '@mailtrixy/shared/dto';
import { firstValueFrom } from 'rxjs';

@Injectable({ providedIn: 'root' })
export class MembersApi {
  private readonly http = inject(HttpClient);

  people(): Promise<Person[]> {
    return firstValueFrom(this.http.get<Person[]>('/api/people'));
  }

  members(): Promise<Member[]> {
    return firstValueFrom(this.http.get<Member[]>('/api/members'));
  }

  update(userId: string, request: UpdateMemberRequest): Promise<Member> {
    return firstValueFrom(this.http.patch<Member>(`/api/members/${userId}`, request));
  }

  resetLink(userId: string): Promise<CreatedLink> {
    return firstValueFrom(this.http.post<CreatedLink>(`/api/members/${userId}/reset-link`, {}));
  }

  invitations(): Promise<Invitation[]> {
    return firstValueFrom(this.http.get<Invitation[]>('/api/invitations'));
  }

  invite(request: InviteRequest): Promise<CreatedLink> {
    return firstValueFrom(this.http.post<CreatedLink>('/api/invitations', request));
  }

  revokeInvitation(id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/api/invitations/${id}`));
  }

  audit(cursor: string | null): Promise<Page<AuditEntryRow>> {
    return firstValueFrom(this.http.get<Page<AuditEntryRow>>('/api/audit', { params: cursor === null ? {} : { cursor } }));
  }
}
