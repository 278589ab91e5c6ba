import { Module } from '@nestjs/common';
import { AttachmentsModule as AttachmentsDomainModule } from '@mailtrixy/server/inbox';
import { AttachmentsController } from './attachments.controller';

@Module({ imports: [AttachmentsDomainModule], controllers: [AttachmentsController] })
export class AttachmentsModule {}
