/**
 * Everything in a slot that happens because time has passed, and when that is.
 */
import { crash, isStopping, leaveDuty } from './process-loss.ts';
import { afterInterruption } from './job.ts';
import { forgivenAt, noCrashes } from './crash-history.ts';
import {
  memoryOf,
  processOf,
  workOf,
  type LiveProcess,
  type Slot,
  type SupervisorSettings,
} from './slot-state.ts';
import type { Turn } from './turn.ts';

/** Kills after which a process is given up as one that the system can't end; the slot goes on without it. */
const KILLS = 5;

/** Does what is due. */
export function passTime(turn: Turn): void {
  if (turn.slot.suspended) return;
  endAgain(turn);
  for (const process of [turn.slot.replacement, processOf(turn.slot)]) if (process) listenFor(turn, process);
  const { phase, crashes } = turn.slot;
  const { settings } = turn.context;
  if (phase.name === 'backing-off' && turn.now >= phase.until) turn.succeed();
  if (phase.name === 'draining' && phase.process && phase.killAt !== null && turn.now >= phase.killAt) {
    giveUpWork(turn, phase.process);
  }
  if (
    phase.name === 'ready' &&
    !turn.slot.replacement &&
    turn.now - phase.idleSince >= settings.idleAfterMs
  ) {
    turn.retire(phase.process);
    turn.rest();
  }
  const readyAt = processOf(turn.slot)?.readyAt ?? null;
  const forgiven = readyAt === null ? null : forgivenAt(crashes, readyAt, settings);
  if (forgiven !== null && turn.now >= forgiven) turn.patch({ crashes: noCrashes });
}

/** When something is due next; null if nothing is. */
export function nextDeadline(slot: Slot, settings: SupervisorSettings): number | null {
  if (slot.suspended) return null;
  const { phase } = slot;
  const times = slot.ending.map(({ killAt }) => killAt);
  for (const process of [slot.replacement, processOf(slot)])
    if (process) times.push(silenceDeadline(process, settings));
  if (phase.name === 'backing-off') times.push(phase.until);
  if (phase.name === 'draining' && phase.process && phase.killAt !== null) times.push(phase.killAt);
  if (phase.name === 'ready' && !slot.replacement) times.push(phase.idleSince + settings.idleAfterMs);
  const readyAt = processOf(slot)?.readyAt ?? null;
  const forgiven = readyAt === null ? null : forgivenAt(slot.crashes, readyAt, settings);
  if (forgiven !== null) times.push(forgiven);
  return times.length === 0 ? null : Math.min(...times);
}

/**
 * Starts every clock that runs against a process again: the machine slept, or main itself was held up, so the
 * silence proves nothing.
 */
export function forgiveSilence(slot: Slot, now: number, settings: SupervisorSettings): Slot {
  const { phase } = slot;
  const afresh = (process: LiveProcess): LiveProcess => ({
    ...process,
    heardAt: now,
    silenceReported: false,
    startedAt: process.readyAt === null ? now : process.startedAt,
  });
  const forgiven: Slot = {
    ...slot,
    replacement: slot.replacement && afresh(slot.replacement),
    ending: slot.ending.map((process) => ({ ...process, killAt: now + settings.drainGraceMs })),
  };
  switch (phase.name) {
    case 'starting':
    case 'busy':
      return { ...forgiven, phase: { ...phase, process: afresh(phase.process) } };
    case 'ready':
      return { ...forgiven, phase: { ...phase, process: afresh(phase.process), idleSince: now } };
    case 'draining':
      if (phase.process === null) return forgiven;
      return {
        ...forgiven,
        phase: {
          ...phase,
          process: afresh(phase.process),
          killAt: phase.killAt === null ? null : now + settings.drainGraceMs,
        },
      };
    case 'backing-off':
      return { ...forgiven, phase: { ...phase, until: Math.min(phase.until, now + settings.backOffLastMs) } };
    default:
      return forgiven;
  }
}

function silenceDeadline(process: LiveProcess, settings: SupervisorSettings): number {
  if (process.readyAt === null) return process.startedAt + settings.startTimeoutMs;
  return process.heardAt + (process.silenceReported ? settings.hungAfterMs : settings.silentAfterMs);
}

/** The start timeout and the two stages of the heartbeat. */
function listenFor(turn: Turn, process: LiveProcess): void {
  const { settings } = turn.context;
  if (process.readyAt === null) {
    const seconds = Math.round(settings.startTimeoutMs / 1000);
    if (turn.now - process.startedAt >= settings.startTimeoutMs) {
      crash(turn, process, `It was not ready within ${seconds} s.`, true);
    }
    return;
  }
  const silence = turn.now - process.heardAt;
  const reason = `It has said nothing for ${Math.round(silence / 1000)} s.`;
  if (silence >= settings.hungAfterMs) {
    crash(turn, process, reason, true);
  } else if (silence >= settings.silentAfterMs && !process.silenceReported) {
    turn.update({ ...process, silenceReported: true });
    turn.report('silent', process, reason, { batch: workOf(turn.slot).document?.id ?? null });
  }
}

/** Kills what should have gone, as often as it takes: right after a start a first kill can come to nothing. */
function endAgain(turn: Turn): void {
  const { settings } = turn.context;
  const overdue = turn.slot.ending.filter(({ killAt }) => turn.now >= killAt);
  if (overdue.length === 0) return;
  for (const { generation, kills } of overdue) if (kills < KILLS) turn.do({ type: 'kill', generation });
  turn.patch({
    ending: turn.slot.ending
      .filter(({ killAt, kills }) => turn.now < killAt || kills < KILLS)
      .map((process) =>
        turn.now < process.killAt
          ? process
          : { ...process, kills: process.kills + 1, killAt: turn.now + settings.drainGraceMs },
      ),
  });
  afterEnding(turn);
}

/** Goes on when the last process that was ending has gone. */
export function afterEnding(turn: Turn): void {
  const { phase, ending } = turn.slot;
  if (phase.name !== 'draining' || phase.process !== null || ending.length > 0) return;
  if (phase.then === 'restart') turn.succeed();
  else turn.rest();
}

/** The grace of a stop is over: the work in flight goes back and the process with it. */
function giveUpWork(turn: Turn, process: LiveProcess): void {
  const { document, queries } = workOf(turn.slot);
  const jobs = (document ? [...queries, document] : queries).map(afterInterruption);
  if (jobs.length > 0) turn.do({ type: 'put-back', jobs });
  const stopping = isStopping(turn.slot);
  turn.report('killed', process, `It did not finish in time: it had ${Math.round(memoryOf(process))} MB.`);
  leaveDuty(turn, process, true);
  if (stopping) turn.rest();
  else turn.succeed();
}
