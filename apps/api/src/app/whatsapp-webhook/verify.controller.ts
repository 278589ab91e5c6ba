import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { VerifyHandshake } from '@mailtrixy/server/whatsapp-cloud';
import { Route } from '../http';

/** Meta's GET when the callback URL or verify token is set or edited. The POST is webhook-listener.ts. */
@Controller('webhooks/whatsapp')
export class VerifyController {
  constructor(@Inject(VerifyHandshake) private readonly handshake: VerifyHandshake) {}

  /** The challenge is reflected input: text/plain with nosniff, nothing around it. */
  @Get()
  @Route({ public: true, scope: 'none', csrf: false, rate: { perMinute: 120, burst: 60 } })
  async verify(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = await this.handshake.answer({ query: request.query as Record<string, unknown>, headers: request.headers, remoteIp: request.ip, requestId: request.id });
    void reply.status(answer.status).header('content-type', 'text/plain; charset=utf-8').header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    if (answer.status === 503) void reply.header('retry-after', '5');
    await reply.send('challenge' in answer ? answer.challenge : '');
  }
}
