export { ChannelError, CHANNEL_ERROR_CLASSES } from './lib/channel-error';
export type { ChannelErrorClass } from './lib/channel-error';
export { CHANNEL_DRIVERS } from './lib/channel-driver';
export type { ChannelDriver, ChannelDrivers, ConnectedChannel, Credentials, InboundParser, OutboundContent, OutboundMessage, OutboundText, SendReceipt } from './lib/channel-driver';
export type { InboundEvent, InboundIdentity, InboundMalformed, InboundMessage, InboundOther, InboundStatus } from './lib/inbound-event';
