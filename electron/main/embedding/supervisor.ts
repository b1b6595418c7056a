/**
 * The life of one embedder slot as a pure state machine: events in, a new state and effects out. Whoever runs it
 * (embedder-pool.ts) starts and kills processes, keeps the time and measures memory; nothing here does.
 *
 * [Note: two ceilings] Between batches the soft ceiling asks a child to leave: planned, nothing is lost. The hard
 * one is measured from outside, since a child inside native code can't answer, and kills in mid-batch: the batch
 * goes back to the queue.
 */
import type { ProviderFailure } from './provider.ts';

/** Numbers that the machine goes by. Times in ms, memory in MB. */
export interface SupervisorSettings {
  /** At or over it after a batch, the child is replaced. */
  readonly softCeilingMb: number;
  /** Over it at any time, the child is killed. */
  readonly hardCeilingMb: number;
  readonly startTimeoutMs: number;
  /** Silence after which a child is reported, and killed. */
  readonly silentAfterMs: number;
  readonly hungAfterMs: number;
  readonly drainGraceMs: number;
  readonly backOffFirstMs: number;
  readonly backOffLastMs: number;
  /** So many crashes within the window, and the slot gives up until somebody retries. */
  readonly crashLimit: number;
  readonly crashWindowMs: number;
}

/** What design and measurement give where nobody says otherwise; the ceilings depend on the user's setting. */
export function supervisorSettings(ceilingMb: number): SupervisorSettings {
  return {
    softCeilingMb: Math.floor(ceilingMb * 0.85),
    hardCeilingMb: ceilingMb,
    startTimeoutMs: 60_000,
    silentAfterMs: 10_000,
    hungAfterMs: 30_000,
    drainGraceMs: 5_000,
    backOffFirstMs: 1_000,
    backOffLastMs: 60_000,
    crashLimit: 5,
    crashWindowMs: 600_000,
  };
}

/** What every living process carries. */
interface Life {
  readonly generation: number;
  readonly since: number;
  readonly heardAt: number;
  readonly reportedSilent: boolean;
  readonly freshMb: number;
  readonly rssMb: number;
  readonly batchesDone: number;
}

/** Where a slot stands. `batch` is the id of the batch in flight. */
export type SlotState =
  | { readonly name: 'stopped' }
  | { readonly name: 'starting'; readonly life: Life }
  | { readonly name: 'ready'; readonly life: Life }
  | { readonly name: 'busy'; readonly life: Life; readonly batch: number }
  | { readonly name: 'draining'; readonly life: Life; readonly thenStop: boolean; readonly killed: boolean }
  | { readonly name: 'backing-off'; readonly until: number }
  | { readonly name: 'failed'; readonly failure: ProviderFailure };

/** A slot: where it stands, and what it remembers. */
export interface Slot {
  readonly state: SlotState;
  /** The last generation that was started. */
  readonly generation: number;
  /** When it crashed, within the window. */
  readonly crashes: readonly number[];
  /** Recycles in a row without a batch done between them. */
  readonly idleRecycles: number;
  readonly restarts: number;
}

/** What happens to a slot. Events of an earlier generation are ignored. */
export type SlotEvent =
  | { readonly type: 'start' }
  | { readonly type: 'assign'; readonly batch: number }
  | { readonly type: 'ready'; readonly generation: number; readonly rssMb: number }
  | { readonly type: 'answered'; readonly generation: number; readonly batch: number; readonly rssMb: number }
  | { readonly type: 'misbehaved'; readonly generation: number; readonly reason: string }
  | { readonly type: 'alive'; readonly generation: number; readonly rssMb: number }
  | { readonly type: 'measured'; readonly generation: number; readonly rssMb: number }
  | { readonly type: 'unusable'; readonly generation: number; readonly failure: ProviderFailure }
  | { readonly type: 'exited'; readonly generation: number }
  | { readonly type: 'tick' }
  | { readonly type: 'woke' }
  | { readonly type: 'stop' }
  | { readonly type: 'retry' };

/** What is to be done, in order. */
export type SlotEffect =
  | { readonly type: 'start'; readonly generation: number }
  | { readonly type: 'send'; readonly generation: number; readonly batch: number }
  | { readonly type: 'ask-exit'; readonly generation: number }
  | { readonly type: 'kill'; readonly generation: number }
  /** The answer counts: hand it out. */
  | { readonly type: 'complete'; readonly batch: number }
  /** The child died or was killed with the batch in flight: queue it again. */
  | { readonly type: 'put-back'; readonly batch: number }
  | {
      readonly type: 'report';
      readonly kind: 'ready' | 'recycled' | 'killed' | 'crashed' | 'silent' | 'failed';
      readonly reason: string;
      readonly generation: number;
      readonly rssMb: number;
    };

/** What a transition may look at besides the state. `random` gives numbers in [0, 1). */
export interface SlotContext {
  readonly now: number;
  readonly random: () => number;
  readonly settings: SupervisorSettings;
}

/** What a transition answers. */
export interface SlotStep {
  readonly slot: Slot;
  readonly effects: readonly SlotEffect[];
}

/** A slot that has not been started. */
export const initialSlot: Slot = {
  state: { name: 'stopped' },
  generation: 0,
  crashes: [],
  idleRecycles: 0,
  restarts: 0,
};

/** What the next state is, and what is to be done. */
export function step(slot: Slot, event: SlotEvent, context: SlotContext): SlotStep {
  const life = lifeOf(slot.state);
  if ('generation' in event && event.generation !== life?.generation) return stay(slot);
  switch (event.type) {
    case 'start':
      return slot.state.name === 'stopped' ? start(slot, context) : stay(slot);
    case 'assign':
      return slot.state.name === 'ready' ? assign(slot, slot.state.life, event.batch) : stay(slot);
    case 'ready':
      return slot.state.name === 'starting'
        ? becomeReady(slot, slot.state.life, event.rssMb, context)
        : stay(slot);
    case 'answered':
      return answered(slot, event.batch, event.rssMb, context);
    case 'misbehaved':
      return life ? abandon(slot, life, 'crashed', event.reason, context) : stay(slot);
    case 'alive':
      return life ? stay(withLife(slot, heard(life, event.rssMb, context))) : stay(slot);
    case 'measured':
      return life ? measured(slot, life, event.rssMb, context) : stay(slot);
    case 'unusable':
      return life ? giveUp(slot, life, event.failure) : stay(slot);
    case 'exited':
      return life ? exited(slot, life, context) : stay(slot);
    case 'tick':
      return tick(slot, context);
    case 'woke':
      return life ? stay(withLife(slot, heard(life, life.rssMb, context))) : stay(slot);
    case 'stop':
      return stop(slot, context);
    case 'retry':
      return slot.state.name === 'failed' || slot.state.name === 'backing-off'
        ? start({ ...slot, crashes: [], idleRecycles: 0 }, context)
        : stay(slot);
  }
}

function stay(slot: Slot): SlotStep {
  return { slot, effects: [] };
}

function lifeOf(state: SlotState): Life | undefined {
  return 'life' in state ? state.life : undefined;
}

function withLife(slot: Slot, life: Life): Slot {
  return 'life' in slot.state ? { ...slot, state: { ...slot.state, life } } : slot;
}

function heard(life: Life, rssMb: number, context: SlotContext): Life {
  return { ...life, rssMb, heardAt: context.now, reportedSilent: false };
}

function start(slot: Slot, context: SlotContext): SlotStep {
  const generation = slot.generation + 1;
  const life: Life = {
    generation,
    since: context.now,
    heardAt: context.now,
    reportedSilent: false,
    freshMb: 0,
    rssMb: 0,
    batchesDone: 0,
  };
  const restarts = slot.restarts + (slot.generation > 0 ? 1 : 0);
  return {
    slot: { ...slot, generation, restarts, state: { name: 'starting', life } },
    effects: [{ type: 'start', generation }],
  };
}

function assign(slot: Slot, life: Life, batch: number): SlotStep {
  return {
    slot: { ...slot, state: { name: 'busy', life, batch } },
    effects: [{ type: 'send', generation: life.generation, batch }],
  };
}

function becomeReady(slot: Slot, life: Life, rssMb: number, context: SlotContext): SlotStep {
  const fresh = { ...heard(life, rssMb, context), freshMb: rssMb };
  if (rssMb >= context.settings.softCeilingMb) return giveUp(slot, fresh, tooLow(rssMb));
  return {
    slot: { ...slot, state: { name: 'ready', life: fresh } },
    effects: [report('ready', 'The model is loaded.', fresh)],
  };
}

function answered(slot: Slot, batch: number, rssMb: number, context: SlotContext): SlotStep {
  const { state } = slot;
  if (state.name !== 'busy') return stay(slot);
  if (state.batch !== batch) {
    return abandon(
      slot,
      state.life,
      'crashed',
      `It answered batch ${batch} instead of ${state.batch}.`,
      context,
    );
  }
  const life = { ...heard(state.life, rssMb, context), batchesDone: state.life.batchesDone + 1 };
  const complete: SlotEffect = { type: 'complete', batch };
  if (rssMb < context.settings.softCeilingMb) {
    return { slot: { ...slot, idleRecycles: 0, state: { name: 'ready', life } }, effects: [complete] };
  }
  const idleRecycles = life.batchesDone <= 1 ? slot.idleRecycles + 1 : 0;
  if (idleRecycles >= 2) {
    const failed = giveUp(slot, life, tooLow(life.freshMb));
    return { ...failed, effects: [complete, ...failed.effects] };
  }
  return {
    slot: {
      ...slot,
      idleRecycles,
      state: { name: 'draining', life: { ...life, since: context.now }, thenStop: false, killed: false },
    },
    effects: [
      complete,
      report(
        'recycled',
        `It reached the memory ceiling of ${context.settings.softCeilingMb} MB between batches.`,
        life,
      ),
      { type: 'ask-exit', generation: life.generation },
    ],
  };
}

function measured(slot: Slot, life: Life, rssMb: number, context: SlotContext): SlotStep {
  const seen = withLife(slot, { ...life, rssMb });
  if (rssMb <= context.settings.hardCeilingMb || isKilled(slot.state)) return stay(seen);
  if (slot.state.name === 'starting') return giveUp(seen, life, tooLow(rssMb));
  const reason = `It passed the memory ceiling of ${context.settings.hardCeilingMb} MB.`;
  const idleRecycles = life.batchesDone === 0 ? slot.idleRecycles + 1 : 0;
  if (idleRecycles > THRASHING) return giveUp(seen, { ...life, rssMb }, tooLow(rssMb));
  return kill({ ...seen, idleRecycles }, { ...life, rssMb }, 'killed', reason, context);
}

/** Kills in a row without a batch done; the batch is split after the second, so some are the way to success. */
const THRASHING = 12;

/** Ends a child that can't be trusted any more; it counts as a crash. */
function abandon(slot: Slot, life: Life, kind: 'crashed', reason: string, context: SlotContext): SlotStep {
  const crashed = { ...slot, crashes: [...slot.crashes, context.now] };
  return kill(crashed, life, kind, reason, context);
}

function kill(
  slot: Slot,
  life: Life,
  kind: 'killed' | 'crashed',
  reason: string,
  context: SlotContext,
): SlotStep {
  return {
    slot: {
      ...slot,
      state: { name: 'draining', life: { ...life, since: context.now }, thenStop: false, killed: true },
    },
    effects: [
      ...putBack(slot.state),
      report(kind, reason, life),
      { type: 'kill', generation: life.generation },
    ],
  };
}

function isKilled(state: SlotState): boolean {
  return state.name === 'draining' && state.killed;
}

function putBack(state: SlotState): SlotEffect[] {
  return state.name === 'busy' ? [{ type: 'put-back', batch: state.batch }] : [];
}

function giveUp(slot: Slot, life: Life, failure: ProviderFailure): SlotStep {
  return {
    slot: { ...slot, state: { name: 'failed', failure } },
    effects: [
      ...putBack(slot.state),
      { type: 'kill', generation: life.generation },
      report('failed', failure.message, life),
    ],
  };
}

function exited(slot: Slot, life: Life, context: SlotContext): SlotStep {
  const { state } = slot;
  if (state.name === 'draining') {
    if (state.thenStop) return { slot: { ...slot, state: { name: 'stopped' } }, effects: [] };
    return recover(slot, life, context);
  }
  const crashed = { ...slot, crashes: [...slot.crashes, context.now] };
  const step = recover(crashed, life, context);
  return {
    slot: step.slot,
    effects: [
      ...putBack(state),
      report('crashed', 'It ended without being asked to.', life),
      ...step.effects,
    ],
  };
}

/** Starts the next generation: at once after a planned exit, later and later after crashes. */
function recover(slot: Slot, life: Life, context: SlotContext): SlotStep {
  const { settings, now, random } = context;
  const crashes = slot.crashes.filter((at) => now - at < settings.crashWindowMs);
  const remembering = { ...slot, crashes };
  if (crashes.length >= settings.crashLimit) {
    const failure: ProviderFailure = {
      code: 'embedder-failed',
      message: `The embedder crashed ${crashes.length} times in ten minutes. Retry, or run recollect doctor.`,
    };
    return {
      slot: { ...remembering, state: { name: 'failed', failure } },
      effects: [report('failed', failure.message, life)],
    };
  }
  const crashedNow = crashes.some((at) => at >= life.since);
  if (!crashedNow) return start(remembering, context);
  const longest = Math.min(settings.backOffLastMs, settings.backOffFirstMs * 2 ** (crashes.length - 1));
  const until = now + longest * (0.5 + random() / 2);
  return { slot: { ...remembering, state: { name: 'backing-off', until } }, effects: [] };
}

function tick(slot: Slot, context: SlotContext): SlotStep {
  const { state } = slot;
  const { now, settings } = context;
  if (state.name === 'backing-off') return now >= state.until ? start(slot, context) : stay(slot);
  if (state.name === 'draining') {
    if (state.killed || now - state.life.since < settings.drainGraceMs) return stay(slot);
    return {
      slot: { ...slot, state: { ...state, killed: true } },
      effects: [{ type: 'kill', generation: state.life.generation }],
    };
  }
  if (state.name === 'starting') {
    if (now - state.life.since < settings.startTimeoutMs) return stay(slot);
    return abandon(slot, state.life, 'crashed', 'It was not ready in time.', context);
  }
  if (state.name !== 'ready' && state.name !== 'busy') return stay(slot);
  const silence = now - state.life.heardAt;
  if (silence >= settings.hungAfterMs)
    return abandon(slot, state.life, 'crashed', 'It said nothing for too long.', context);
  if (silence < settings.silentAfterMs || state.life.reportedSilent) return stay(slot);
  return {
    slot: withLife(slot, { ...state.life, reportedSilent: true }),
    effects: [report('silent', `It has said nothing for ${Math.round(silence / 1000)} s.`, state.life)],
  };
}

function stop(slot: Slot, context: SlotContext): SlotStep {
  const { state } = slot;
  const life = lifeOf(state);
  if (!life) return { slot: { ...slot, state: { name: 'stopped' } }, effects: [] };
  if (state.name === 'draining') return stay({ ...slot, state: { ...state, thenStop: true } });
  return {
    slot: {
      ...slot,
      state: { name: 'draining', life: { ...life, since: context.now }, thenStop: true, killed: false },
    },
    effects: [...putBack(state), { type: 'ask-exit', generation: life.generation }],
  };
}

function tooLow(neededMb: number): ProviderFailure {
  const needs = Math.ceil((neededMb * 1.5) / 10) * 10;
  return {
    code: 'ceiling-too-low',
    message: `The memory ceiling is too low for this model (needs about ${needs} MB).`,
  };
}

function report(
  kind: 'ready' | 'recycled' | 'killed' | 'crashed' | 'silent' | 'failed',
  reason: string,
  life: Life,
): SlotEffect {
  return { type: 'report', kind, reason, generation: life.generation, rssMb: life.rssMb };
}
