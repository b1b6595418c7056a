import { describe, expect, test } from 'vitest';
import { figuresOf, growthPerFile } from '../../../../bench/lab/figures.ts';
import { curve, measurement } from '../../../doubles/measurement.ts';

describe('growth a file', () => {
  test('is the rise after the first files, divided by the files that made it', () => {
    expect(
      growthPerFile(
        curve((file) => 100 + file * 10, 40),
        20,
      ),
    ).toBeCloseTo(10);
    expect(
      growthPerFile(
        curve((file) => (file < 20 ? file * 50 : 1_000), 40),
        20,
      ),
    ).toBe(0);
  });

  test('counts what a restart undid', () => {
    const samples = curve(
      (file) => 100 + (file % 10) * 10,
      40,
      (file) => Math.floor(file / 10),
    );
    // Two stretches of ten files and a last one of a single file: each full one rises by 90 MB.
    expect(growthPerFile(samples, 20)).toBeCloseTo(180 / 20);
  });

  test('is unknown where there are no files after the first', () => {
    expect(
      growthPerFile(
        curve(() => 100, 20),
        20,
      ),
    ).toBeNull();
  });
});

describe('files until 2,000 MB', () => {
  const until = (mb: (file: number) => number, restarts?: (file: number) => number) =>
    figuresOf(measurement({ samples: curve(mb, 40, restarts) })).filesUntilLarge;

  test('are measured where that size is reached', () => {
    expect(until((file) => file * 100)).toEqual({ kind: 'measured', files: 20 });
  });

  test('are extrapolated where it is not, from the growth after the first files', () => {
    expect(until((file) => 100 + file * 10)).toEqual({ kind: 'extrapolated', files: 190 });
  });

  test('are never reached by what is flat or is restarted', () => {
    expect(until(() => 160)).toEqual({ kind: 'never' });
    expect(
      until(
        (file) => 100 + (file % 10) * 90,
        (file) => Math.floor(file / 10),
      ),
    ).toEqual({ kind: 'never' });
  });

  test('are unknown where too few files were imported', () => {
    expect(figuresOf(measurement({ samples: curve(() => 900, 10) })).filesUntilLarge).toEqual({
      kind: 'unknown',
    });
  });
});

test('a row says what it cost: the largest process, all of them, and conversations a minute', () => {
  const figures = figuresOf(measurement({ samples: curve(() => 160, 40), seconds: 60 }));
  expect(figures).toMatchObject({ peakMb: 160, peakTotalMb: 320, conversationsPerMinute: 40 });
});

describe('a verdict', () => {
  const verdict = (changes: Parameters<typeof measurement>[0]): string =>
    figuresOf(measurement(changes)).verdict;

  test('names what the figures show', () => {
    expect(verdict({ samples: curve(() => 160, 40) })).toBe('flat');
    expect(verdict({ samples: curve((file) => file * 10, 40) })).toBe('grows');
    expect(verdict({ samples: curve((file) => file * 10, 40), restarts: 3 })).toBe('held by restarts only');
    expect(verdict({ samples: curve(() => 160, 10) })).toBe('too few files to judge its growth');
  });

  test('names what went wrong', () => {
    expect(verdict({ outcome: 'killed', samples: curve(() => 160, 40), lost: 1 })).toBe(
      'killed at the safety limit, loses work',
    );
    expect(verdict({ outcome: 'out-of-time', samples: curve(() => 160, 40), doubled: 2 })).toBe(
      'flat, out of time, doubles work',
    );
  });
});
