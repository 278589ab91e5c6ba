import { Module } from '@nestjs/common';
import { AttachmentAddresses } from './attachment-addresses';
import { AttachmentFiles } from './attachment-files';
import { AttachmentRetention } from './attachment-retention';
import { AttachmentUploads } from './attachment-uploads';
import { MediaFetcher } from './media-fetcher';
import { UploadedFiles } from './uploaded-files';

/** For the api: uploads, downloads and addresses. Needs MediaStoreModule and MediaProcessingModule. */
@Module({ providers: [AttachmentAddresses, AttachmentFiles, UploadedFiles], exports: [AttachmentAddresses, AttachmentFiles, UploadedFiles] })
export class AttachmentsModule {}

/** For the worker: fetches customers' files, hands ours to providers, and tidies up. Needs the same, and CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({ providers: [MediaFetcher, AttachmentUploads, AttachmentRetention], exports: [MediaFetcher, AttachmentUploads, AttachmentRetention] })
export class AttachmentWorkModule {}
