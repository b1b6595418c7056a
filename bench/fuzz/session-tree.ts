/**
 * Sessions of opencode as a tree of JSON files, of which one is damaged.
 */
import { join } from 'node:path';
import { mutate } from './mutate.ts';
import { writeAnew, type Subject } from './subject.ts';

/** What is said in the two sessions: no two words of one stand beside each other in another fixture. */
const SAID = [
  ['Can moss grow on slate?', 'Slowly, where rain stays.'],
  ['Who tuned the carillon?', 'A founder from Leuven.'],
] as const;

const STARTED_AT = 1_770_000_000_000;

/** Makes the tree in `folder`, and gives its sessions. */
export function treeSubjects(folder: string): Subject[] {
  const sessions = SAID.map((said, index) => filesOf(`ses_${index}`, said));
  writeTree(folder, new Map(sessions.flatMap((files) => [...files])));
  return sessions.map((files, index) => {
    const [name = ''] = files.keys();
    return {
      ...{ kind: 'opencode-tree', name, path: join(folder, name) },
      says: Buffer.concat([...files.values()]),
      conversations: new Set([`opencode/ses_${index}`]),
      damage: (random, into) => {
        const chosen = random.pick([...files.keys()]);
        const damaged = mutate(files.get(chosen) ?? Buffer.alloc(0), random).bytes;
        // The other session lies beside it, whole.
        writeTree(into, new Map([...sessions.flatMap((all) => [...all]), [chosen, damaged]]));
        return { path: join(into, name), says: damaged, apart: true };
      },
    };
  });
}

/** The files of a session by their path in the tree, the session's own first. */
function filesOf(session: string, said: readonly string[]): Map<string, Buffer> {
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value, null, 2));
  const time = { created: STARTED_AT, updated: STARTED_AT + 1 };
  const files = new Map([
    [
      `storage/session/p/${session}.json`,
      json({ id: session, projectID: 'p', directory: '/home/ana/api', title: 'A talk', time }),
    ],
  ]);
  said.forEach((text, index) => {
    const message = `msg_${session}_${index}`;
    const role = index % 2 === 0 ? 'user' : 'assistant';
    files.set(
      `storage/message/${session}/${message}.json`,
      json({ id: message, sessionID: session, role, time: { created: STARTED_AT + index } }),
    );
    files.set(`storage/part/${message}/prt_0.json`, json({ id: 'prt_0', type: 'text', text }));
  });
  return files;
}

function writeTree(folder: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [name, bytes] of files) writeAnew(join(folder, name), bytes);
}
