import { Module } from '@nestjs/common';
import { SandboxWindowsModule } from '@mailtrixy/server/inbox';
import { SandboxController } from './sandbox.controller';
import { SimulatorGate } from './simulator-gate';
import { SimulatorController } from './simulator.controller';

@Module({ imports: [SandboxWindowsModule], controllers: [SandboxController, SimulatorController], providers: [SimulatorGate] })
export class SimulatorModule {}
