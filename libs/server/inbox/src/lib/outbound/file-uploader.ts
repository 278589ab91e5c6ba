import type { ConnectedChannel } from '@mailtrixy/server/channels';

/** Injection token of FileUploader. */
export const FILE_UPLOADER = Symbol('FileUploader');

/** Brings a file of ours to a channel's provider before it is sent by its id. */
export interface FileUploader {
  /**
   * Resolves when the provider holds the file and attachment_upload says so. Repeating it sends nothing to the customer.
   * @throws ChannelError final: the file cannot be sent; hold: the channel cannot send; else it may work later
   */
  upload(channel: ConnectedChannel, attachmentId: string): Promise<void>;
}
