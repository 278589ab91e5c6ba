import { Body, Controller, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { ContactActions } from '@mailtrixy/server/inbox';
import type { ContactDuplicate, ContactMerge, ContactRef } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { MergeContactsDto, UpdateContactDto } from './dto/contact.dtos';

@Controller()
export class ContactsController {
  constructor(@Inject(ContactActions) private readonly contacts: ContactActions) {}

  @Get('contacts/:id')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  show(@Principal() me: Principal, @IdParam() id: string): Promise<ContactRef> {
    return this.contacts.get(me.workspaceId, id);
  }

  @Patch('contacts/:id')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  update(@Principal() me: Principal, @IdParam() id: string, @Body() body: UpdateContactDto): Promise<ContactRef> {
    return this.contacts.update(me.workspaceId, me, id, body);
  }

  @Get('contacts/:id/duplicates')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  duplicates(@Principal() me: Principal, @IdParam() id: string): Promise<ContactDuplicate[]> {
    return this.contacts.duplicates(me.workspaceId, id);
  }

  @Get('contacts/:id/merges')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  merges(@Principal() me: Principal, @IdParam() id: string): Promise<ContactMerge[]> {
    return this.contacts.merges(me.workspaceId, id);
  }

  /** `otherId` goes into this contact. */
  @Post('contacts/:id/merge')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  merge(@Principal() me: Principal, @IdParam() id: string, @Body() body: MergeContactsDto): Promise<ContactMerge> {
    return this.contacts.merge(me.workspaceId, me, id, body.otherId);
  }

  @Post('contact-merges/:id/undo')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  undo(@Principal() me: Principal, @IdParam() id: string): Promise<ContactMerge> {
    return this.contacts.undo(me.workspaceId, me, id);
  }
}
