/**
 * What the Qdrant server is doing, in a sentence.
 */
import type { RemoteView } from '../../../electron/shared/contract/qdrant.ts';
import { formatAmount, formatCount, shareOf } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';

/** The state of a server at a glance. */
export interface RemoteSummary {
  readonly tone: 'busy' | 'good' | 'paused' | 'attention';
  readonly text: string;
  /** Of what is to be sent or fetched, 0 to 1; null where nothing is under way. */
  readonly share: number | null;
}

/** Sums up what a server is doing. */
export function summariseRemote({ state, refused }: Pick<RemoteView, 'state' | 'refused'>): RemoteSummary {
  switch (state.phase) {
    case 'connecting':
      return { tone: 'busy', text: 'Connecting…', share: null };
    case 'catching-up': {
      const { sent, pending, etaSeconds } = state;
      const total = sent + pending;
      const left = etaSeconds === null ? '' : `, ${formatDuration(etaSeconds)} left`;
      return {
        tone: 'busy',
        text: `Catching up: ${formatCount(sent)} of ${formatAmount(total, 'point')}${left}.`,
        share: shareOf(sent, total),
      };
    }
    case 'in-step': {
      const without =
        refused === 0 ? '' : ` It refused ${formatAmount(refused, 'point')}; the log names them.`;
      return {
        tone: refused === 0 ? 'good' : 'attention',
        text: `In step: ${formatAmount(state.sent, 'point')} of this machine.${without}`,
        share: null,
      };
    }
    case 'away': {
      const waiting = state.pending === 0 ? '' : ` ${formatAmount(state.pending, 'point')} wait to be sent.`;
      return { tone: 'attention', text: `${state.failure.message}${waiting}`, share: null };
    }
    case 'paused': {
      const waiting = state.pending ? ` ${formatAmount(state.pending, 'point')} wait to be sent.` : '';
      return { tone: 'paused', text: `Paused together with syncing.${waiting}`, share: null };
    }
    case 'leaving':
      return {
        tone: 'busy',
        text: `Moving back: ${formatCount(state.copied)} of ${formatAmount(state.missing, 'missing vector')} fetched.`,
        share: shareOf(state.copied, state.missing),
      };
  }
}
