/**
 * What a point on the server holds. Everything that a hit shows is in it: other machines have no other copy.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { roles } from '../../shared/conversation.ts';
import { formatPointId } from '../library/point-id.ts';
import type { UnsentChunk } from '../library/remote-backlog.ts';

/** Names of a point's two vectors. */
export const MEANING = 'meaning';
export const WORDS = 'words';

/** The server forgets a field that is set to null. */
const textOrNull = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

/** A point's payload. Times in ms since 1970. */
export const payloadSchema = z.object({
  text: z.string(),
  /** As hits name it. */
  conversation: z.string(),
  title: textOrNull,
  project: textOrNull,
  source: z.string(),
  startedAt: z
    .number()
    .nullish()
    .transform((time) => time ?? null),
  /** When it was said, as far as that is known: absent where it isn't. */
  earliest: z.number().optional(),
  latest: z.number().optional(),
  ordinal: z.int(),
  path: textOrNull,
  /** Roles of all who speak in it. */
  roles: z.array(z.enum(roles)),
  spans: z.array(
    z.object({ message: z.string(), role: z.enum(roles), time: z.number().nullable(), end: z.int() }),
  ),
  /** Machines that hold the conversation. */
  machines: z.array(z.string()),
  user: z.string(),
});
export type Payload = z.infer<typeof payloadSchema>;

/** Fields that searches filter by. The project's is stored so that a project's points lie together. */
export const payloadIndexes: readonly (readonly [field: string, schema: Schemas['PayloadFieldSchema']])[] = [
  ['conversation', { type: 'keyword', on_disk: true }],
  ['project', { type: 'keyword', is_tenant: true }],
  ['source', 'keyword'],
  ['roles', 'keyword'],
  ['machines', 'keyword'],
  ['user', 'keyword'],
  ['earliest', { type: 'float' }],
  ['latest', { type: 'float' }],
];

/** Who fills a collection. */
export interface Owner {
  readonly machine: string;
  readonly user: string;
}

/** A point as the server takes it, held by one machine. */
export function pointOf(chunk: UnsentChunk, { machine, user }: Owner): Schemas['PointStruct'] {
  const payload: Payload = {
    text: whole(chunk.text),
    conversation: whole(chunk.conversation),
    title: chunk.title === null ? null : whole(chunk.title),
    project: chunk.project === null ? null : whole(chunk.project),
    source: chunk.source,
    startedAt: chunk.startedAt,
    ...(chunk.earliest === null ? {} : { earliest: chunk.earliest }),
    ...(chunk.latest === null ? {} : { latest: chunk.latest }),
    ordinal: chunk.ordinal,
    path: chunk.path === null ? null : whole(chunk.path),
    roles: [...new Set(chunk.spans.map(({ role }) => role))],
    spans: chunk.spans.map((span) => ({ ...span, message: whole(span.message) })),
    machines: [machine],
    user,
  };
  return {
    id: formatPointId(chunk.point),
    vector: { [MEANING]: shortNumbers(chunk.vector), [WORDS]: chunk.words },
    payload: { ...payload },
  };
}

/** Half of a surrogate pair is no text to the server, which would refuse the whole batch. */
function whole(text: string): string {
  return text.toWellFormed();
}

/**
 * A vector with eight decimals: what a float of a vector of norm 1 means. Written out as doubles, they would be twice
 * as long on the way.
 */
function shortNumbers(vector: Float32Array): number[] {
  return Array.from(vector, (value) => Math.round(value * 1e8) / 1e8);
}
