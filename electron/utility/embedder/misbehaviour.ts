/**
 * For tests only: makes an embedder do on purpose what the supervisor must survive. Loaded when
 * RECOLLECT_TEST_HOOKS is 1; a release build leaves this file out.
 *
 * RECOLLECT_MISBEHAVIOUR holds rules, separated by commas: `kind[@generation][#batch][~marker]`. A rule applies to
 * every generation, or to one; from the first document batch of the process, or the one counted; to any batch, or
 * to one with a text that contains the marker. `exit@1#3` ends the first generation over its third batch.
 */
import type { EmbedderReply } from '../../shared/embedder-protocol.ts';
import type { EmbedRequest } from './embed-loop.ts';

const kinds = [
  'never-ready',
  'balloon',
  'swell',
  'lie',
  'boast',
  'hang',
  'crash',
  'exit',
  'garbage',
  'not-finite',
  'too-few-rows',
  'wrong-batch',
  'wrong-generation',
  'twice',
  'late',
] as const;
type Kind = (typeof kinds)[number];

interface Rule {
  readonly kind: Kind;
  readonly generation: number | null;
  readonly batch: number;
  readonly marker: string | null;
}

/** Where the entry file lets a misbehaviour in. */
export interface Misbehaviour {
  /** Called before `ready` is said. */
  beforeReady(): Promise<void>;
  /** Called when a request has come, before it is worked on. May never return, and so may the process. */
  onRequest(request: EmbedRequest): void;
  /** What is sent instead of a reply, and when. */
  post(reply: EmbedderReply, send: (message: unknown) => void): void;
}

/** Memory that a lying process reports, in MB. */
const LIE_MB = 1;
/** Memory that a boasting process reports with its answers, in MB: over any soft ceiling. */
const BOAST_MB = 1_000_000;
/** A ballooning process takes so much each time, in bytes, until it is killed. */
const BALLOON_STEP_BYTES = 16 * 2 ** 20;
const BALLOON_STEP_MS = 10;
/** A swelling process keeps so much more from then on, in bytes, and works on. */
const SWELL_BYTES = 380 * 2 ** 20;
/** How late a late answer is, in ms. */
const LATE_MS = 1_500;

/** The rules that RECOLLECT_MISBEHAVIOUR has for a generation. @throws Error if one can't be read. */
export function misbehaviourOfEnvironment(generation: number): Misbehaviour {
  return createMisbehaviour(process.env.RECOLLECT_MISBEHAVIOUR ?? '', generation);
}

/**
 * Reads the rules for a generation.
 *
 * @throws Error if a rule can't be read.
 */
export function createMisbehaviour(rules: string, generation: number): Misbehaviour {
  const active = parseRules(rules).filter(
    (rule) => rule.generation === null || rule.generation === generation,
  );
  const kept: Buffer[] = [];
  const marked = new Map<number, Set<Kind>>();
  let batches = 0;
  return {
    async beforeReady() {
      if (active.some(({ kind }) => kind === 'never-ready')) await new Promise(() => undefined);
    },
    onRequest(request) {
      if (request.kind === 'document') batches += 1;
      const now = active.filter(
        ({ batch, marker }) =>
          batches >= batch && (marker === null || request.texts.some((text) => text.includes(marker))),
      );
      const wanted = new Set(now.map(({ kind }) => kind));
      marked.set(request.batch, wanted);
      if (wanted.has('hang')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      if (wanted.has('crash')) process.abort();
      if (wanted.has('exit')) process.exit(0);
      if (wanted.has('swell') && kept.length === 0) kept.push(Buffer.alloc(SWELL_BYTES, 1));
      if (wanted.has('balloon'))
        setInterval(() => kept.push(Buffer.alloc(BALLOON_STEP_BYTES, 1)), BALLOON_STEP_MS);
    },
    post(reply, send) {
      const lies = active.some(({ kind }) => kind === 'lie');
      const said = lies && 'rssMb' in reply ? { ...reply, rssMb: LIE_MB } : reply;
      if (said.type !== 'embedded') {
        send(said);
        return;
      }
      const wanted = marked.get(said.batch) ?? new Set<Kind>();
      marked.delete(said.batch);
      const { delayMs, messages } = instead(said, wanted);
      if (delayMs === 0) messages.forEach(send);
      else setTimeout(() => messages.forEach(send), delayMs);
    },
  };
}

/** What goes out for an answer under the rules that its request met. */
function instead(
  reply: Extract<EmbedderReply, { type: 'embedded' }>,
  wanted: ReadonlySet<Kind>,
): { readonly delayMs: number; readonly messages: readonly unknown[] } {
  const delayMs = wanted.has('late') ? LATE_MS : 0;
  if (wanted.has('balloon')) return { delayMs, messages: [] };
  if (wanted.has('garbage')) return { delayMs, messages: [{ type: 'embedded', vectors: 'not vectors' }] };
  if (wanted.has('boast')) return { delayMs, messages: [{ ...reply, rssMb: BOAST_MB }] };
  if (wanted.has('not-finite'))
    return { delayMs, messages: [{ ...reply, vectors: reply.vectors.fill(Number.NaN) }] };
  if (wanted.has('too-few-rows'))
    return { delayMs, messages: [{ ...reply, vectors: reply.vectors.slice(1) }] };
  if (wanted.has('wrong-batch')) return { delayMs, messages: [{ ...reply, batch: reply.batch + 1_000_000 }] };
  if (wanted.has('wrong-generation'))
    return { delayMs, messages: [{ ...reply, generation: reply.generation - 1 }] };
  return { delayMs, messages: wanted.has('twice') ? [reply, reply] : [reply] };
}

function parseRules(text: string): Rule[] {
  return text
    .split(',')
    .filter((rule) => rule !== '')
    .map((rule) => {
      const match = /^(?<kind>[a-z-]+)(?:@(?<generation>\d+))?(?:#(?<batch>\d+))?(?:~(?<marker>.+))?$/.exec(
        rule,
      );
      const kind = kinds.find((name) => name === match?.groups?.kind);
      if (!match?.groups || !kind) throw new Error(`Unknown misbehaviour: ${rule}`);
      const { generation, batch, marker } = match.groups;
      return {
        kind,
        generation: generation === undefined ? null : Number(generation),
        batch: Number(batch ?? 1),
        marker: marker ?? null,
      };
    });
}
