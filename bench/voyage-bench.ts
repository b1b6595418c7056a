/**
 * `npm run bench -- voyage`: an index at a stand-in for Voyage, through a storm of faults and kills, and at the limit
 * of its rate. The stand-in is on this machine: its figures say nothing of Voyage's own speed.
 */
import { dtypes } from './voyage/dtype.ts';
import { pace } from './voyage/pace.ts';
import { storm } from './voyage/storm.ts';
import { textTable } from './report/table.ts';
import { keepResult } from './results.ts';

/** `bench voyage [storm [CHUNKS]|pace|dtype [DIR...]]`: storm and pace, or one of the three. */
export async function voyageBench(args: readonly string[]): Promise<void> {
  const [which, chunks = '20000'] = args;
  if (which === 'dtype') {
    await dtypeBench(args.slice(1));
    return;
  }
  const results: Record<string, number | boolean | string> = {};
  if (which !== 'pace') Object.assign(results, await storm(Number(chunks)));
  if (which !== 'storm') Object.assign(results, await pace());
  const rows = Object.entries(results).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? (value ? 'yes' : 'NO') : value,
  ]);
  process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows })}\n`);
  await keepResult('voyage.json', JSON.stringify(results, null, 1));
  if (Object.values(results).includes(false)) process.exitCode = 1;
}

async function dtypeBench(folders: readonly string[]): Promise<void> {
  const rows = await dtypes(folders);
  const percent = (share: number): string => (share * 100).toFixed(1);
  const table = textTable({
    columns: [
      'set',
      'dtype',
      'questions',
      'first ten kept',
      'any@1',
      'any@10',
      'MRR',
      'answer bytes',
      'stored bytes',
    ],
    rows: rows.map(({ set, dtype, questions, kept, any1, any10, mrr, answerBytes, storedBytes }) => [
      ...[set, dtype, questions, percent(kept), percent(any1), percent(any10), percent(mrr)],
      ...[answerBytes, storedBytes],
    ]),
  });
  process.stdout.write(`${table}\n`);
  await keepResult('voyage-dtype.json', JSON.stringify(rows, null, 1));
}
