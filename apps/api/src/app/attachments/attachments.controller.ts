import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { AttachmentFiles, UploadedFiles } from '@mailtrixy/server/inbox';
import { Scratch } from '@mailtrixy/server/platform/media-store';
import { ATTACHMENT_VARIANTS, type Attachment, type AttachmentVariant, type UploadedAttachment } from '@mailtrixy/shared/dto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createValidationPipe, IdParam, Principal, ProblemError, Route } from '../http';
import { parseRange } from './byte-range';
import { ChangeKindDto, SignedAddressQuery, UploadFieldsDto } from './dto/attachment.dtos';
import { fileHeaders } from './file-headers';
import { readUpload } from './read-upload';

/** A person attaches a handful at a time. */
const UPLOADS = { perMinute: 60, burst: 30 };
/** A long thread of photos, and a film that is sought through. */
const DOWNLOADS = { perMinute: 6000, burst: 1200 };

@Controller('attachments')
export class AttachmentsController {
  private readonly fields = createValidationPipe();

  constructor(
    @Inject(AttachmentFiles) private readonly files: AttachmentFiles,
    @Inject(UploadedFiles) private readonly uploads: UploadedFiles,
    @Inject(Scratch) private readonly scratch: Scratch,
  ) {}

  /** multipart/form-data: `file` and the fields of UploadFieldsDto. 201 for a new one, 200 for one that this clientId made before. */
  @Post()
  @Route({ permission: 'inbox.write', scope: 'workspace', rate: UPLOADS })
  async upload(@Principal() me: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<UploadedAttachment> {
    if (!/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')) throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', 415, 'Send the file as multipart/form-data.');
    await this.uploads.mayUpload(me.workspaceId, me);
    return this.scratch.use(async (folder) => {
      const { fields, file } = await readUpload(request.raw, folder);
      const { clientId, kind, conversationId } = (await this.fields.transform({ ...fields }, { type: 'body', metatype: UploadFieldsDto })) as UploadFieldsDto;
      const { attachment, created } = await this.uploads.take(me.workspaceId, me, { ...file, file: file.path, clientId, kind, conversationId: conversationId ?? null });
      void reply.status(created ? 201 : 200);
      return attachment;
    });
  }

  @Get(':id')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  get(@Principal() me: Principal, @IdParam() id: string): Promise<Attachment> {
    return this.files.get(me.workspaceId, id);
  }

  @Patch(':id')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  changeKind(@Principal() me: Principal, @IdParam() id: string, @Body() body: ChangeKindDto): Promise<UploadedAttachment> {
    return this.uploads.changeKind(me.workspaceId, me, id, body.kind);
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  remove(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    return this.uploads.remove(me.workspaceId, me, id);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  retry(@Principal() me: Principal, @IdParam() id: string): Promise<Attachment> {
    return this.files.retry(me.workspaceId, me, id);
  }

  @Get(':id/:variant')
  @Route({ permission: 'inbox.read', scope: 'workspace', rate: DOWNLOADS })
  async download(@Principal() me: Principal, @IdParam() id: string, @Param('variant') name: string, @Query() query: SignedAddressQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const variant = ATTACHMENT_VARIANTS.find((one): one is AttachmentVariant => one === name);
    if (!variant) throw new ProblemError('NOT_FOUND', 404, 'There is nothing at this address.');
    const file = await this.files.serve(me.workspaceId, id, variant, query);
    const range = parseRange(request.headers.range, file.sizeBytes);
    if (range === 'unsatisfiable') throw new ProblemError('VALIDATION_FAILED', 416, 'The file is shorter than that.', [], { 'content-range': `bytes */${file.sizeBytes}` });
    const { stream } = await file.open(range ?? undefined);
    void reply
      .status(range ? 206 : 200)
      .headers({ ...fileHeaders(file), 'content-length': String(range ? range.end - range.start + 1 : file.sizeBytes), ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${file.sizeBytes}` } : {}) })
      .send(stream);
  }
}
