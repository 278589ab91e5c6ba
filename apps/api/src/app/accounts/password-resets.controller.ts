import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { PasswordResetsService } from '@mailtrixy/server/accounts';
import type { LinkPreview } from '@mailtrixy/shared/dto';
import { Origin, Route } from '../http';
import { ApplyPasswordResetDto, LinkTokenDto } from './dto/links.dto';

@Controller('password-resets')
export class PasswordResetsController {
  constructor(@Inject(PasswordResetsService) private readonly resets: PasswordResetsService) {}

  @Post('preview')
  @HttpCode(200)
  @Route({ public: true, scope: 'none', rate: { perMinute: 30, burst: 30 } })
  async preview(@Body() body: LinkTokenDto): Promise<LinkPreview> {
    return this.resets.preview(body.token);
  }

  @Post('apply')
  @HttpCode(204)
  @Route({ public: true, scope: 'none', rate: { perMinute: 10, burst: 10 } })
  async apply(@Body() body: ApplyPasswordResetDto, @Origin() origin: Origin): Promise<void> {
    await this.resets.apply(body, origin);
  }
}
