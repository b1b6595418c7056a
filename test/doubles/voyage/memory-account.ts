/** An account in memory: what a provider writes down, in order. */
import type { Account, CallEnd, OpenedCall } from '../../../electron/main/embedding/voyage/account.ts';

/** A call as it stands. */
export type KnownCall = OpenedCall & { end: CallEnd | null };

/** An account that forgets everything with the test. */
export class MemoryAccount implements Account {
  readonly calls: KnownCall[] = [];
  readonly masked: Record<string, number> = {};

  openCall(call: OpenedCall): Promise<number> {
    this.calls.push({ ...call, end: null });
    return Promise.resolve(this.calls.length - 1);
  }

  closeCall(call: number, end: CallEnd, masked: Readonly<Record<string, number>>): Promise<void> {
    const known = this.calls[call];
    if (known) known.end = end;
    for (const [rule, count] of Object.entries(masked)) this.masked[rule] = (this.masked[rule] ?? 0) + count;
    return Promise.resolve();
  }

  /** What became of the calls. */
  ends(): (string | undefined)[] {
    return this.calls.map(({ end }) => end?.state);
  }

  /** Tokens that are taken to be charged. */
  tokens(): number {
    return this.calls.reduce((sum, { end, estimatedTokens }) => {
      if (!end || end.state === 'unpaid') return sum;
      return sum + (end.tokens ?? estimatedTokens);
    }, 0);
  }
}
