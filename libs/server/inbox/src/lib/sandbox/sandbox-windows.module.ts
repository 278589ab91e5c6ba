import { Module } from '@nestjs/common';
import { SandboxWindowsService } from './sandbox-windows.service';

@Module({ providers: [SandboxWindowsService], exports: [SandboxWindowsService] })
export class SandboxWindowsModule {}
