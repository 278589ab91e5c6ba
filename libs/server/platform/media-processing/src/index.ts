export { sniffType, SNIFF_BYTES } from './lib/sniff-type';
export { familyOf, resolveType } from './lib/resolve-type';
export type { MediaFamily } from './lib/resolve-type';
export { MediaProcessor } from './lib/media-processor';
export type { MediaFacts, ProcessedMedia } from './lib/media-processor';
export { MediaProcessingModule } from './lib/media-processing.module';
export { Ffmpeg } from './lib/ffmpeg';
