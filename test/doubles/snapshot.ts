/**
 * A snapshot of an app with nothing to do, for tests that look at a part of one.
 */
import { voyageSettingsSchema } from '../../electron/shared/contract/settings.ts';
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';

/** The snapshot with `parts` in place of its own. */
export function snapshotOf(parts: Partial<Snapshot>): Snapshot {
  return {
    revision: 1,
    host: { kind: 'desktop', platform: 'linux', version: '0.1.0', dataDirectory: '/data', firstRun: false },
    sync: { phase: 'idle', syncedAt: 0 },
    files: { total: 0, done: 0, pending: 0, failed: 0 },
    library: { conversations: 0, messages: 0, chunks: 0, skippedLines: 0 },
    rates: {
      filesPerSecond: 0,
      bytesPerSecond: 0,
      chunksPerSecond: 0,
      tokensPerSecond: 0,
      conversationsPerMinute: 0,
    },
    etaSeconds: null,
    indexes: [
      {
        provider: 'local',
        model: 'all-MiniLM-L6-v2',
        dimensions: 384,
        state: 'active',
        embedded: 0,
        pending: 0,
        quarantined: 0,
        withheld: 0,
        excluded: 0,
      },
    ],
    remote: null,
    memory: { ceilingMb: 400, totalMb: 0, processes: [] },
    settings: {
      memoryCeilingMb: 400,
      pace: 'balanced',
      gentleOnBattery: true,
      provider: 'local',
      voyage: voyageSettingsSchema.parse({}),
      keepOriginals: 'deleted-by-vendor',
      qdrant: null,
      theme: 'system',
      closeToTray: true,
      startAtLogin: false,
      notifications: true,
      agentAccess: false,
      agentNotes: false,
    },
    notices: [],
    ...parts,
  };
}
