declare module 's3rver' {
  import type { AddressInfo } from 'node:net';
  /** An S3 server for tests; the package brings no types. */
  export default class S3rver {
    constructor(options: { port: number; address: string; silent: boolean; directory: string; configureBuckets: { name: string }[] });
    run(): Promise<AddressInfo>;
    close(): Promise<void>;
  }
}
