/** Measurements of the laboratory that a test makes up. */
import type { Measurement, Sample } from '../../bench/lab/measure-remedy.ts';

/** A sample after each of `files` files, and one before the first; `mb` gives the size of the largest process. */
export function curve(
  mb: (file: number) => number,
  files: number,
  restarts: (file: number) => number = () => 0,
): Sample[] {
  return Array.from({ length: files + 1 }, (_, file) => ({
    seconds: file,
    largestMb: mb(file),
    totalMb: mb(file) * 2,
    files: file,
    restarts: restarts(file),
  }));
}

/** A measurement of an importer that did its work, with changes. */
export function measurement(changes: Partial<Measurement> = {}): Measurement {
  const samples = changes.samples ?? curve(() => 160, 40);
  return {
    id: 'some',
    outcome: 'finished',
    seconds: 40,
    files: samples.at(-1)?.files ?? 0,
    restarts: 0,
    lost: 0,
    doubled: 0,
    printed: '',
    ...changes,
    samples,
  };
}
