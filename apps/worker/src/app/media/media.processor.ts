import { Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { MediaFetcher } from '@mailtrixy/server/inbox';

/** A ring says only "look now"; it is not awaited, so that a long download keeps no job's lock alive. */
@Processor('media')
export class MediaBellProcessor {
  constructor(@Inject(MediaFetcher) private readonly fetcher: MediaFetcher) {}

  @Process({ concurrency: 1 })
  ring(): void {
    void this.fetcher.run().catch(() => undefined);
  }
}
