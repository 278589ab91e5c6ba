import { Module } from '@nestjs/common';
import { AttachmentWorkModule } from '@mailtrixy/server/inbox';
import { MediaBellProcessor } from './media.processor';
import { MediaSweeper } from './media.sweeper';

/** Fetches the files of customers' messages. */
@Module({ imports: [AttachmentWorkModule], providers: [MediaBellProcessor, MediaSweeper], exports: [AttachmentWorkModule] })
export class MediaModule {}
