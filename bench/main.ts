/**
 * `npm run bench` lists the benchmarks, `npm run bench -- NAME ...` runs one.
 */
import { exportBench } from './export-bench.ts';
import { fuzzBench } from './fuzz-bench.ts';
import { hostileBench } from './hostile-bench.ts';
import { importBench } from './import-bench.ts';
import { longBench } from './long-bench.ts';
import { qdrantBench } from './qdrant-bench.ts';
import { typingBench } from './typing-bench.ts';
import { readBench } from './read-bench.ts';
import { recycleBench } from './recycle-bench.ts';
import { retrievalBench } from './retrieval-bench.ts';
import { scaleBench } from './scale-bench.ts';
import { tokensBench } from './tokens-bench.ts';
import { windowBench } from './window-bench.ts';
import { syncBench } from './sync-bench.ts';
import { voyageBench } from './voyage-bench.ts';

const benches = new Map([
  [
    'import',
    {
      usage: 'import [DIR]',
      about: 'imports DIR, or 543 generated histories, and compares with the bare model',
      run: importBench,
    },
  ],
  [
    'read',
    {
      usage: 'read [DIR|generated [MB]]',
      about:
        'reads DIR, repeated up to MB, or 560 generated MB: the reader alone, then until all is found by word',
      run: readBench,
    },
  ],
  [
    'export',
    {
      usage: 'export [MB]',
      about:
        'reads an export of ChatGPT of 2,000 MB on one line, or so many, and watches the reader’s memory',
      run: exportBench,
    },
  ],
  [
    'typing',
    {
      usage: 'typing [N] [--keep DIR]',
      about: 'types questions over a library of N chunks, or 100,000, and measures the first hits',
      run: typingBench,
    },
  ],
  [
    'fuzz',
    {
      usage: 'fuzz [N] [KIND] [SEED]',
      about: 'reads N damaged files of each kind, or 100,000, and watches the reader’s memory and time',
      run: fuzzBench,
    },
  ],
  [
    'retrieval',
    {
      usage: 'retrieval [DIR...] [--keep DIR] [--qdrant|--unfinished]',
      about:
        'measures what search finds on sets of questions, and on two generated ones; on a server too; while they are typed',
      run: retrievalBench,
    },
  ],
  [
    'scale',
    {
      usage: 'scale N [--keep DIR]',
      about: 'fills a library with N chunks and vectors and measures search',
      run: scaleBench,
    },
  ],
  [
    'qdrant',
    {
      usage: 'qdrant [N] [--keep DIR]',
      about: 'fills Qdrant with N chunks, or 100,000, and measures it beside the embedded index',
      run: qdrantBench,
    },
  ],
  [
    'sync',
    {
      usage: 'sync [FILES] [walk]',
      about:
        'keeps 10,000 files in step, or so many: an unchanged walk, how soon text is found, the cost of rest',
      run: syncBench,
    },
  ],
  [
    'hostile',
    {
      usage: 'hostile [TEXTS]',
      about: 'embeds under everything that makes memory grow, with the default ceiling and without one',
      run: hostileBench,
    },
  ],
  [
    'recycle',
    {
      usage: 'recycle [WORKERS]',
      about: 'forces planned recycles, warm and cold, and measures what one costs',
      run: recycleBench,
    },
  ],
  [
    'long',
    {
      usage: 'long [CHUNKS] [WORDS]',
      about: 'imports so many generated chunks and measures how flat the memory stays',
      run: longBench,
    },
  ],
  [
    'tokens',
    {
      usage: 'tokens [DIR...]',
      about: 'compares the estimate of an answer’s tokens with tokenizers, on pages of histories',
      run: tokensBench,
    },
  ],
  [
    'window',
    {
      usage: 'window [N] [--keep DIR]',
      about:
        'starts the app over a library of N chunks and measures its window, main, and the app in the tray',
      run: windowBench,
    },
  ],
  [
    'voyage',
    {
      usage: 'voyage [storm [CHUNKS]|pace|dtype [DIR...]]',
      about:
        'embeds at a stand-in for Voyage through a storm of faults and kills, and at its rate limit; what short numbers lose',
      run: voyageBench,
    },
  ],
]);

const [name, ...args] = process.argv.slice(2);
const bench = benches.get(name ?? '');
if (bench) {
  await bench.run(args);
} else {
  for (const { usage, about } of benches.values()) process.stdout.write(`${usage.padEnd(34)} ${about}\n`);
  process.exitCode = name === undefined ? 0 : 2;
}
