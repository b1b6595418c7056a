/** What the test double of the app says of a Qdrant server: none is in use. Runs in a browser too. */
import type {
  MachinePointsView,
  QdrantState,
  RemoteView,
  SendingPreview,
  ServerCheck,
} from '../../electron/shared/contract/qdrant.ts';

/** Everything about a server that a window asks for. */
export interface QdrantDouble {
  state: QdrantState;
  check: ServerCheck;
  preview: SendingPreview;
  machines: MachinePointsView[];
  /** Machines that hold a conversation, by its id. */
  holders: ReadonlyMap<string, readonly string[]>;
}

/** A server that can be used, and holds what another machine has sent. */
export function aQdrantDouble(change: Partial<QdrantDouble> = {}): QdrantDouble {
  const machines = [{ machine: 'workstation', points: 48_120 }];
  return {
    state: { key: 'none', keeps: 'keychain', machine: 'mara-laptop' },
    check: {
      version: '1.16.3',
      tookMs: 14,
      collection: 'recollect-all-minilm-l6-v2-384-1f09ac2e',
      exists: true,
      points: 48_120,
      machines,
      machine: 'mara-laptop',
      leavesMachine: true,
      exposesKey: false,
    },
    preview: {
      texts: 31_870,
      sample: ['Why does the login test fail only on the build machine?', 'It races the clock.'],
      maskedSample: ['… export GITHUB_TOKEN=[secret] and then …'],
    },
    machines,
    holders: new Map(),
    ...change,
  };
}

/** A server in use. */
export function aRemote(
  state: RemoteView['state'] = { phase: 'in-step', sent: 31_870 },
  change: Partial<RemoteView> = {},
): RemoteView {
  return {
    url: 'https://qdrant.example:6333',
    machine: 'mara-laptop',
    collection: 'recollect-all-minilm-l6-v2-384-1f09ac2e',
    refused: 0,
    state,
    ...change,
  };
}
