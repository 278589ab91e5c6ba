import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FaqImport, KnowledgeArticles, KnowledgeDocuments, KnowledgeFiles, KnowledgeGaps, KnowledgeSearch } from '@mailtrixy/server/knowledge';
import { Scratch } from '@mailtrixy/server/platform/media-store';
import { KNOWLEDGE_FILE_MAX_BYTES, type FaqImportResult, type KnowledgeArticle, type KnowledgeDocument, type KnowledgeGap, type KnowledgePassage, type KnowledgeSearchResult, type KnowledgeSummary, type Page } from '@mailtrixy/shared/dto';
import { fileHeaders } from '../attachments/file-headers';
import { readUpload } from '../attachments/read-upload';
import { createValidationPipe, IdParam, PageQuery, Principal, ProblemError, Route } from '../http';
import { AddQuestionDto, DocumentsQuery, ImportFaqDto, KnowledgeFileFieldsDto, KnowledgeSearchDto, UpdateKnowledgeDocumentDto } from './dto/knowledge.dtos';

/** Somebody drops a folder of manuals. */
const UPLOADS = { perMinute: 60, burst: 60 };
/** Each may queue thousands of documents. */
const IMPORTS = { perMinute: 10, burst: 5 };

@Controller('knowledge')
export class KnowledgeDocumentsController {
  private readonly fields = createValidationPipe();

  constructor(
    @Inject(KnowledgeDocuments) private readonly documents: KnowledgeDocuments,
    @Inject(KnowledgeArticles) private readonly articles: KnowledgeArticles,
    @Inject(KnowledgeFiles) private readonly files: KnowledgeFiles,
    @Inject(FaqImport) private readonly faq: FaqImport,
    @Inject(KnowledgeGaps) private readonly gaps: KnowledgeGaps,
    @Inject(KnowledgeSearch) private readonly searching: KnowledgeSearch,
    @Inject(Scratch) private readonly scratch: Scratch,
  ) {}

  @Get('summary')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  summary(@Principal() me: Principal): Promise<KnowledgeSummary> {
    return this.documents.summary(me.workspaceId);
  }

  @Get('documents')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  list(@Principal() me: Principal, @Query() query: DocumentsQuery): Promise<Page<KnowledgeDocument>> {
    return this.documents.list(me.workspaceId, query);
  }

  @Get('documents/:id')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  get(@Principal() me: Principal, @IdParam() id: string): Promise<KnowledgeDocument> {
    return this.documents.get(me.workspaceId, id);
  }

  @Patch('documents/:id')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  update(@Principal() me: Principal, @IdParam() id: string, @Body() body: UpdateKnowledgeDocumentDto): Promise<KnowledgeDocument> {
    return this.documents.update(me.workspaceId, me, id, body);
  }

  @Delete('documents/:id')
  @HttpCode(204)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  remove(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    return this.documents.remove(me.workspaceId, me, id);
  }

  @Post('documents/:id/retry')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  retry(@Principal() me: Principal, @IdParam() id: string): Promise<KnowledgeDocument> {
    return this.documents.retry(me.workspaceId, id);
  }

  @Get('documents/:id/passages')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  passages(@Principal() me: Principal, @IdParam() id: string, @Query() { cursor, limit }: PageQuery): Promise<Page<KnowledgePassage>> {
    return this.documents.passages(me.workspaceId, id, cursor, limit);
  }

  /** The file as it was uploaded. */
  @Get('documents/:id/file')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  async file(@Principal() me: Principal, @IdParam() id: string, @Res() reply: FastifyReply): Promise<void> {
    const { stream, sizeBytes, fileName, mimeType } = await this.documents.file(me.workspaceId, id);
    void reply.status(200).headers({ ...fileHeaders({ fileName, mimeType, leftMs: 0 }), 'content-length': String(sizeBytes) }).send(stream);
  }

  @Post('documents/:id/questions')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  addQuestion(@Principal() me: Principal, @IdParam() id: string, @Body() body: AddQuestionDto): Promise<KnowledgeArticle> {
    return this.articles.addQuestion(me.workspaceId, me, id, body);
  }

  @Get('passages/:id')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  passage(@Principal() me: Principal, @IdParam() id: string): Promise<KnowledgePassage> {
    return this.documents.passage(me.workspaceId, id);
  }

  /** multipart/form-data: `file` and the fields of KnowledgeFileFieldsDto. 201 for a new one, 200 for one that this clientId made before. */
  @Post('files')
  @Route({ permission: 'knowledge.manage', scope: 'workspace', rate: UPLOADS })
  async upload(@Principal() me: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<KnowledgeDocument> {
    if (!/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')) throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', 415, 'Send the file as multipart/form-data.');
    return this.scratch.use(async (folder) => {
      const { fields, file } = await readUpload(request.raw, folder, KNOWLEDGE_FILE_MAX_BYTES);
      const { clientId, audience, language } = (await this.fields.transform({ ...fields }, { type: 'body', metatype: KnowledgeFileFieldsDto })) as KnowledgeFileFieldsDto;
      const { document, created } = await this.files.take(me.workspaceId, me, { ...file, clientId, audience, language });
      void reply.status(created ? 201 : 200);
      return document;
    });
  }

  @Post('faq')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace', rate: IMPORTS })
  importFaq(@Principal() me: Principal, @Body() body: ImportFaqDto): Promise<FaqImportResult> {
    return this.faq.import(me.workspaceId, me, body);
  }

  @Get('gaps')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  listGaps(@Principal() me: Principal, @Query() { cursor, limit }: PageQuery): Promise<Page<KnowledgeGap>> {
    return this.gaps.list(me.workspaceId, cursor, limit);
  }

  @Delete('gaps/:id')
  @HttpCode(204)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  dismiss(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    return this.gaps.dismiss(me.workspaceId, id);
  }

  /** As people see it, with what is for people only unless they ask for what customers may read. */
  @Post('search')
  @HttpCode(200)
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  search(@Principal() me: Principal, @Body() { question, audience, limit }: KnowledgeSearchDto): Promise<KnowledgeSearchResult> {
    return this.searching.search(me.workspaceId, { question, audience: audience ?? 'internal', limit });
  }
}
