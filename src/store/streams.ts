// Gapless numbers: the next ones of a stream, taken inside a transaction. Who takes numbers of one stream at the same time
// conflicts, so numbers become visible in their order and none is left out.
import { rowsOf, type Scope, type Table } from './table';

type Stream = { readonly id: string; readonly last: number };

export const STREAMS: Table<Stream> = { name: 'streams', fields: { last: 'number' }, indexes: [] };

export type Streams = {
  /** Takes `count` numbers. @returns the first of them; streams begin with 1 */
  readonly take: (stream: string, count: number) => Promise<number>;
  /** The largest number taken, 0 for none. */
  readonly last: (stream: string) => Promise<number>;
  /** The same for many streams; those without numbers are left out. */
  readonly lastOf: (streams: readonly string[]) => Promise<ReadonlyMap<string, number>>;
};

export function createStreams(scope: Scope): Streams {
  const rows = rowsOf(STREAMS, scope);
  return {
    async take(stream, count) {
      const row = await rows.change({ _id: stream }, { $inc: { last: count } }, { orInsert: true });
      return Number(row?.['last']) - count + 1;
    },
    last: async (stream) => (await rows.byId(stream))?.last ?? 0,
    lastOf: async (streams) => {
      const found = await rows.many({ _id: { $in: streams } }, { sort: { _id: 1 } });
      return new Map(found.map(({ id, last }) => [id, last]));
    },
  };
}
