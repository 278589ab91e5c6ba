import { ChannelSecret } from './channel-secret.entity';
import { Channel } from './channel.entity';

/** For the data source's list. */
export const CHANNEL_ENTITIES = [Channel, ChannelSecret];
