import { Global, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Ffmpeg } from './ffmpeg';
import { MediaProcessor } from './media-processor';

@Global()
@Module({
  providers: [
    { provide: Ffmpeg, inject: [SETTINGS], useFactory: ({ media }: Settings) => new Ffmpeg(media.ffmpegPath) },
    { provide: MediaProcessor, inject: [Ffmpeg], useFactory: (ffmpeg: Ffmpeg) => new MediaProcessor(ffmpeg) },
  ],
  exports: [Ffmpeg, MediaProcessor],
})
export class MediaProcessingModule implements OnApplicationBootstrap {
  constructor(
    @Inject(Ffmpeg) private readonly ffmpeg: Ffmpeg,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Said once, without holding up the start. */
  onApplicationBootstrap(): void {
    void this.ffmpeg.binary().then((binary) => (binary ? this.logger.info({ ffmpeg: binary }, 'ffmpeg found') : this.logger.warn('There is no ffmpeg: videos have no picture, sound has no waveform, and voice notes can be sent only as recorded. Set FFMPEG_PATH (docs/operator-guide.md)')));
  }
}
