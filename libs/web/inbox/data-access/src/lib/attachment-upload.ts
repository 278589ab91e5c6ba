import type { AttachmentKind, Problem, UploadedAttachment } from '@mailtrixy/shared/dto';
import { ApiProblem } from '@mailtrixy/web/shared/util';

export interface UploadRequest {
  clientId: string;
  kind: AttachmentKind;
  conversationId: string;
  file: Blob;
  name: string;
}

/**
 * Sends one file. By XMLHttpRequest, because fetch tells no progress of what goes out.
 * Rejects with an ApiProblem; an abort rejects too and needs no words.
 */
export function uploadAttachment(request: UploadRequest, progress: (percent: number) => void, abort: AbortSignal): Promise<UploadedAttachment> {
  return new Promise((resolve, reject) => {
    const stopped = () => reject(new ApiProblem({ title: 'Stopped' }));
    // Taken out of the tray while this code was still loading.
    if (abort.aborted) return stopped();
    const form = new FormData();
    form.set('clientId', request.clientId);
    form.set('kind', request.kind);
    form.set('conversationId', request.conversationId);
    // the server reads the fields before the bytes
    form.set('file', request.file, request.name);
    const call = new XMLHttpRequest();
    call.open('POST', '/api/attachments');
    call.responseType = 'text';
    call.upload.addEventListener('progress', ({ loaded, total }) => total > 0 && progress(Math.floor((loaded / total) * 100)));
    call.addEventListener('load', () => {
      const answer = parsed(call.responseText);
      if (call.status >= 200 && call.status < 300 && answer) resolve(answer as UploadedAttachment);
      else reject(new ApiProblem((answer as Problem | null) ?? { status: call.status, title: `The server answered ${call.status}` }));
    });
    call.addEventListener('error', () => reject(new ApiProblem({ status: 0, code: 'NETWORK_UNREACHABLE', title: 'The server could not be reached' })));
    call.addEventListener('abort', stopped);
    abort.addEventListener('abort', () => call.abort());
    call.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
