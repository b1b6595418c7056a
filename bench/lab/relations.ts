/** What must hold on every machine, whatever its speed: the laboratory fails where it does not. Pure. */
import { figuresOf, growthPerFile } from './figures.ts';
import type { Measurement } from './measure-remedy.ts';

/** How much memory may move and still be called flat, as a share of its size when the first files are done. */
const FLAT_SHARE = 0.1;
/** What ships and the cure alone are the same recipe: they may differ by this much of their size. */
const SAME_SHARE = 0.1;
/** The importer as it was at least trebles the size that it has after its first file. */
const NAIVE_GROWTH = 2;
/** It has no model in its processes: its peak compares with none. */
const ELSEWHERE = 'voyage';

/** The sentences that do not hold; none if all is well. */
export function brokenRelations(measurements: readonly Measurement[]): string[] {
  const broken: string[] = [];
  const shipped = measurements.find(({ id }) => id === 'shipped');
  const naive = measurements.find(({ id }) => id === 'as-it-was');
  if (!shipped || !naive) return ['The importer as it was and what ships must both be measured.'];

  if (shipped.outcome !== 'finished') broken.push('What ships must finish.');
  if (shipped.lost !== 0 || shipped.doubled !== 0) broken.push('What ships must lose and double nothing.');
  if (shipped.restarts > 0) broken.push('What ships must need no restart.');
  const [first] = shipped.samples.filter(({ files }) => files >= 1);
  const last = shipped.samples.at(-1);
  if (!first || !last || Math.abs(last.largestMb - first.largestMb) > first.largestMb * FLAT_SHARE) {
    broken.push('What ships must stay flat from its first file to its last.');
  }
  const { peakMb } = figuresOf(shipped);
  for (const other of measurements) {
    if (other.id === ELSEWHERE) continue;
    if (other.outcome !== 'finished' || other.lost === null || other === shipped) continue;
    const share = other.id === 'bounded-tokens' ? SAME_SHARE : 0;
    if (figuresOf(other).peakMb * (1 + share) < peakMb) {
      broken.push(`What ships must have the lowest peak of those that finish; ${other.id} has less.`);
    }
  }
  const growth = growthPerFile(naive.samples, 1);
  const start = naive.samples.find(({ files }) => files >= 1)?.largestMb ?? Infinity;
  const naiveFiles = naive.files - 1;
  if (growth === null || growth * naiveFiles < start * NAIVE_GROWTH) {
    broken.push('The importer as it was must grow to three times its size after its first file, or more.');
  }
  return broken;
}
