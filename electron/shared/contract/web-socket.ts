/**
 * What a browser and the web host say to each other over their WebSocket: requests and events of the contract as
 * JSON. The token goes in the first message and never in an address.
 */
import { z } from 'zod';
import { envelopeSchema } from './failure.ts';

/** Where the socket is, and where files are uploaded to: `PUT /uploads/<batch>/<path>`. */
export const SOCKET_PATH = '/socket';
export const UPLOAD_PATH = '/uploads/';

/** The header of an upload that carries the token, and the one with the file's time in ms since 1970. */
export const TOKEN_HEADER = 'x-recollect-token';
export const MODIFIED_HEADER = 'x-recollect-modified';

/** The longest message that a browser may send, in bytes. */
export const LONGEST_MESSAGE = 1024 * 1024;

/**
 * Close codes: the token is wrong; too much was asked at once; the client is too slow, with its token or with what it is
 * sent. After the first, trying again is of no use.
 */
export const CLOSE_REFUSED = 4401;
export const CLOSE_TOO_MUCH = 4429;
export const CLOSE_TOO_SLOW = 4408;

/** browser -> host. `hello` comes first, and once. */
export const browserMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), token: z.string().max(256) }),
  z.strictObject({
    type: z.literal('request'),
    id: z.int().nonnegative(),
    channel: z.string().max(100),
    input: z.unknown().optional(),
  }),
]);
export type BrowserMessage = z.infer<typeof browserMessageSchema>;

/** host -> browser. */
export const hostMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('welcome') }),
  z.strictObject({ type: z.literal('answer'), id: z.int(), envelope: z.unknown() }),
  z.strictObject({ type: z.literal('event'), channel: z.string(), payload: z.unknown() }),
]);
export type HostMessage = z.infer<typeof hostMessageSchema>;

/** The answer to an upload: the folder on the host's disk that the batch is in, to be added as a source. */
export const uploadAnswerSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.strictObject({ folder: z.string() }) }),
  envelopeSchema.options[1],
]);
