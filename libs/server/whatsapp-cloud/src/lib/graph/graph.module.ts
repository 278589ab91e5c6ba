import { Module } from '@nestjs/common';
import { ConnectionTester } from './connection-tester';
import { GraphClient } from './graph-client';
import { WhatsAppDriver } from './whatsapp.driver';

@Module({ providers: [GraphClient, ConnectionTester, WhatsAppDriver], exports: [GraphClient, WhatsAppDriver] })
export class WhatsAppGraphModule {}
