export { MEDIA_STORE } from './lib/media-store';
export type { ByteRange, MediaStore, StoredFile } from './lib/media-store';
export { MediaStoreModule } from './lib/media-store.module';
export { DiskStore } from './lib/disk-store';
export { S3Store } from './lib/s3-store';
export { Scratch } from './lib/scratch';
