/**
 * `npm run bench -- voyage`: an index at a stand-in for Voyage, through a storm of faults and kills, and at the limit
 * of its rate. The stand-in is on this machine: its figures say nothing of Voyage's own speed.
 */
import { pace } from './voyage/pace.ts';
import { storm } from './voyage/storm.ts';
import { textTable } from './report/table.ts';
import { keepResult } from './results.ts';

/** `bench voyage [storm [CHUNKS]|pace]`: both, or one of them. */
export async function voyageBench([which, chunks = '20000']: readonly string[]): Promise<void> {
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
