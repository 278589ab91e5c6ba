export { ChannelError, CHANNEL_ERROR_CLASSES } from './lib/channel-error';
export type { ChannelErrorClass } from './lib/channel-error';
export { CHANNEL_DRIVERS } from './lib/channel-driver';
export type { ChannelDriver, ChannelDrivers, ConnectedChannel, Credentials, InboundParser, OutboundContent, OutboundMessage, OutboundText, SendReceipt } from './lib/channel-driver';
export type { InboundEvent, InboundIdentity, InboundMalformed, InboundMessage, InboundOther, InboundStatus } from './lib/inbound-event';
export { CHANNEL_ACCESS } from './lib/channel-access';
export type { ChannelAccess, ChannelState } from './lib/channel-access';
export { CHANNEL_DIRECTORY } from './lib/channel-directory';
export type { ChannelDirectory, DirectoryChannel, VerifyToken, WebhookCredential } from './lib/channel-directory';
