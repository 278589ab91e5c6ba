export { EgressClient, EgressModule, EgressError } from './lib/egress-client';
export type { EgressDownload, EgressRequest, EgressResponse, EgressStream } from './lib/egress-client';
export { multipartBody } from './lib/multipart-body';
export type { MultipartFile } from './lib/multipart-body';
