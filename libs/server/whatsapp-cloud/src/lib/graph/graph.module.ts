import { Module } from '@nestjs/common';
import { ProviderCalls } from '../calls/provider-calls';
import { ConnectionTester } from './connection-tester';
import { GraphClient } from './graph-client';
import { WhatsAppDriver } from './whatsapp.driver';

@Module({ providers: [ProviderCalls, GraphClient, ConnectionTester, WhatsAppDriver], exports: [GraphClient, WhatsAppDriver] })
export class WhatsAppGraphModule {}
