import { DynamicModule, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { InboundLoop } from './inbound-loop';
import { InboundProcessor } from './inbound-processor.service';
import { ItemRetry } from './item-retry.service';

/** The working side, for the worker, which binds INBOUND_SINK to the inbox. */
@Module({})
export class WebhookProcessingModule {
  static forRoot(imports: ModuleMetadata['imports'], sink: Provider): DynamicModule {
    return { module: WebhookProcessingModule, imports, providers: [sink, InboundProcessor, ItemRetry, InboundLoop], exports: [InboundLoop] };
  }
}
