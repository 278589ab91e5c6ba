import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Principal, Route } from '../http';
import { SimulatorGate } from './simulator-gate';

@Controller('simulator')
export class SimulatorController {
  constructor(private readonly gate: SimulatorGate) {}

  @All('*')
  @Route({ permission: 'simulator.use', scope: 'workspace', rate: { perMinute: 1200, burst: 300 } })
  async pass(@Principal() principal: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    reply.status(200);
    return this.gate.pass(principal, request.method, request.url.replace(/^\/api\/simulator/, ''), request.body);
  }
}
