declare module 'dynalite' {
  import type { Server } from 'node:http';

  type Options = {
    /** Folder of the LevelDB store; in memory when left out. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
    readonly maxItemSizeKb?: number;
  };

  /** An HTTP server that speaks the DynamoDB API; closing it closes the store. */
  function dynalite(options?: Options): Server;
  export = dynalite;
}
