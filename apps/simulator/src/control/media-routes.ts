import { customerMedia, type Attachment } from '../media/customer-media';
import type { StoredMedia } from '../media/media-store';
import { sampleFiles, sampleNames, sampleOfType } from '../media/sample-files';
import type { BusinessNumber } from '../graph/accounts';
import type { Simulation } from '../simulation';
import { ControlError, notFound } from './control-error';
import { Input } from './input';
import { created, numberOf, ok, type ControlAnswer, type ControlRequest, type Route } from './route';

/** Files that the simulator holds, whoever brought them. */
export const mediaRoutes: Route[] = [
  { method: 'GET', path: '/media', handle: ({ simulation }) => ok({ media: simulation.media.all().map((media) => shown(simulation, media)), samples: sampleNames }) },
  { method: 'POST', path: '/media', handle: add },
  { method: 'GET', path: '/media/:id', handle: ({ simulation, params }) => ok(shown(simulation, mediaOf(simulation, params['id']))) },
  {
    method: 'GET', path: '/media/:id/data',
    handle: ({ simulation, params, query }) => {
      const media = mediaOf(simulation, params['id']);
      const asked = query.get('phoneNumberId');
      if (asked && asked !== media.phoneNumberId) throw notFound('media', media.id);
      return ok({ ...shown(simulation, media), base64: media.bytes.toString('base64') });
    },
  },
  {
    method: 'PATCH', path: '/media/:id',
    handle: ({ simulation, params, input }) => {
      const media = mediaOf(simulation, params['id']);
      const seconds = input.only('expiresInSeconds').number('expiresInSeconds', 0, 1e9);
      if (seconds !== undefined) media.expiresAt = simulation.clock.now() + seconds * 1000;
      return ok(shown(simulation, media));
    },
  },
  {
    method: 'DELETE', path: '/media/:id',
    handle: ({ simulation, params }) => {
      mediaOf(simulation, params['id']);
      simulation.media.remove(params['id']);
      return ok({ ok: true });
    },
  },
];

function add({ simulation, input }: ControlRequest): ControlAnswer {
  input.only('phoneNumberId', 'sample', 'base64', 'mimeType', 'filename', 'source', 'expiresInSeconds');
  const number = numberOf(simulation, input.string('phoneNumberId'));
  const sample = sampleFiles[input.oneOf('sample', sampleNames) ?? 'photo'];
  const base64 = input.string('base64');
  const seconds = input.number('expiresInSeconds', 0, 1e9);
  const media = simulation.media.add({
    phoneNumberId: number.phoneNumberId, source: input.oneOf('source', ['webhook', 'upload'] as const) ?? 'webhook',
    mimeType: input.string('mimeType') ?? sample.mimeType, filename: input.string('filename') ?? sample.filename,
    bytes: base64 === undefined ? sample.bytes : Buffer.from(base64, 'base64'),
    ...(seconds === undefined ? {} : { expiresAt: simulation.clock.now() + seconds * 1000 }),
  });
  return created(shown(simulation, media));
}

/** The object of a media message that a customer sends; one with an `id` of its own is taken as it is. */
export function inboundMedia(simulation: Simulation, number: BusinessNumber, type: string, given: unknown, origin: string): unknown {
  if (sampleOfType[type] === undefined || given === null) return given;
  const object = Input.of(given, type);
  if (object.has('id')) return given;
  const attachment: Attachment = { sample: object.oneOf('sample', sampleNames), base64: object.string('base64') };
  const { sample: _sample, base64: _base64, ...members } = object.members;
  if (attachment.base64 !== undefined && members['mime_type'] === undefined) throw new ControlError('invalid', `${type}.mime_type is required with base64.`, `${type}.mime_type`);
  return customerMedia(simulation.media, number.phoneNumberId, type, members, attachment, simulation.settings.webhookMediaUrl ? origin : null);
}

function mediaOf(simulation: Simulation, id: string): StoredMedia {
  const media = simulation.media.kept(id);
  if (!media) throw notFound('media', id);
  return media;
}

function shown(simulation: Simulation, media: StoredMedia): Record<string, unknown> {
  const { clock } = simulation;
  return {
    id: media.id, phoneNumberId: media.phoneNumberId, source: media.source, mimeType: media.mimeType, filename: media.filename, size: media.bytes.length,
    sha256: media.sha256.toString('base64'), createdAt: clock.iso(media.createdAt), expiresAt: clock.iso(media.expiresAt),
  };
}
