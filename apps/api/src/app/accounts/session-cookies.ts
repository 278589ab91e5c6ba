import { Inject, Injectable } from '@nestjs/common';
import { readSessionCookie, SESSION_ABSOLUTE_MS, sessionCookie } from '@mailtrixy/server/accounts';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The session cookie on requests and replies. */
@Injectable()
export class SessionCookies {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  read(request: FastifyRequest): string | null {
    return readSessionCookie(request.headers.cookie, this.settings);
  }

  set(reply: FastifyReply, token: string): void {
    void reply.header('set-cookie', sessionCookie(token, this.settings, SESSION_ABSOLUTE_MS));
  }

  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', sessionCookie(null, this.settings, 0));
  }
}
