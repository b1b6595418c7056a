/**
 * The importer that embeds in a child, and replaces it: a thread after so many files, a process at so much memory.
 * Arguments: see ../importer-protocol.ts.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { childMessageSchema, parseImporterArguments } from '../importer-protocol.ts';
import { importFiles, tell } from './file-by-file.ts';

/** A thread or a process that embeds. */
interface Child {
  post(messages: readonly string[]): void;
  onMessage(handler: ((message: unknown) => void) | undefined): void;
  end(): Promise<unknown>;
}

const entry = new URL('./embedding-child.ts', import.meta.url);
const { job, recipe } = parseImporterArguments(process.argv.slice(2));
const start = recipe.recycleAfterFiles > 0 ? startThread : startProcess;
let child: Child | undefined;
let childFiles = 0;

await importFiles(job, recipe, async (messages, store) => {
  const running = (child ??= start());
  const rssMb = await new Promise<number>((resolve) => {
    running.onMessage((message) => {
      const said = childMessageSchema.parse(message);
      if (said.type === 'stored') store(said.chunks);
      else resolve(said.rssMb);
    });
    running.post(messages);
  });
  childFiles += 1;
  const worn =
    recipe.recycleAfterFiles > 0 ? childFiles >= recipe.recycleAfterFiles : rssMb >= recipe.recycleAtMb;
  if (!worn) return;
  await running.end();
  child = undefined;
  childFiles = 0;
  tell({ type: 'restart' });
});

function startThread(): Child {
  const thread = new Worker(entry, { workerData: JSON.stringify(recipe) });
  return {
    post: (messages) => thread.postMessage(messages),
    onMessage: (handler) => {
      thread.removeAllListeners('message');
      if (handler) thread.on('message', handler);
    },
    end: () => thread.terminate(),
  };
}

function startProcess(): Child {
  const forked = fork(fileURLToPath(entry), [JSON.stringify(recipe)]);
  if (forked.pid !== undefined) tell({ type: 'process', pid: forked.pid });
  const exited = once(forked, 'exit');
  return {
    post: (messages) => void forked.send([...messages]),
    onMessage: (handler) => {
      forked.removeAllListeners('message');
      if (handler) forked.on('message', handler);
    },
    end: async () => {
      forked.disconnect();
      await exited;
    },
  };
}
