export { ChannelDriversModule } from './lib/channel-drivers.module';
