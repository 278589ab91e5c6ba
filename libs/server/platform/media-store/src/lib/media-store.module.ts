import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { DiskStore } from './disk-store';
import { MEDIA_STORE, type MediaStore } from './media-store';
import { S3Store } from './s3-store';
import { Scratch } from './scratch';

@Global()
@Module({
  providers: [
    { provide: MEDIA_STORE, inject: [SETTINGS], useFactory: ({ media }: Settings): MediaStore => (media.s3 ? new S3Store(media.s3) : new DiskStore(media.dir)) },
    { provide: Scratch, inject: [SETTINGS], useFactory: ({ media }: Settings) => new Scratch(media.dir) },
  ],
  exports: [MEDIA_STORE, Scratch],
})
export class MediaStoreModule implements OnApplicationShutdown {
  constructor(@Inject(MEDIA_STORE) private readonly store: MediaStore) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.store instanceof S3Store) await this.store.close();
  }
}
