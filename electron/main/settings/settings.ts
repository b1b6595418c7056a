/**
 * What a user can set, checked, with a sentence for what can't be.
 */
import { z } from 'zod';
import { RecollectError } from '../../shared/errors.ts';

/** A fresh embedder with the bundled model needs about this much, in MB: below it no ceiling can hold. */
export const LEAST_CEILING_MB = 200;

/** Settings of a run. */
export interface Settings {
  /** The most resident memory that one embedder may have, in MB. */
  readonly memoryCeilingMb: number;
  /** Embedder processes. */
  readonly workers: number;
  readonly provider: 'local';
}

const megabytes = z.coerce.number().int().min(LEAST_CEILING_MB);
const workers = z.coerce.number().int().min(1).max(64);

/** Settings as given by flag or environment: text, or absent. */
export interface GivenSettings {
  readonly memoryCeiling?: string | undefined;
  readonly workers?: string | undefined;
  readonly provider?: string | undefined;
}

/**
 * Checks what was given and fills in the rest; `cores` is the machine's.
 *
 * @throws RecollectError `settings-invalid`, with what would be valid.
 */
export function resolveSettings(given: GivenSettings, cores: number): Settings {
  const ceiling = megabytes.safeParse(given.memoryCeiling ?? 400);
  if (!ceiling.success) {
    throw new RecollectError(
      'settings-invalid',
      `A memory ceiling of "${given.memoryCeiling ?? ''}" is not possible: give whole MB, at least ${LEAST_CEILING_MB}.`,
    );
  }
  const count = workers.safeParse(given.workers ?? Math.max(1, Math.min(4, cores)));
  if (!count.success) {
    throw new RecollectError(
      'settings-invalid',
      `"${given.workers ?? ''}" workers are not possible: give a number from 1 to 64.`,
    );
  }
  const provider = given.provider ?? 'local';
  if (provider !== 'local') {
    throw new RecollectError('settings-invalid', `The provider "${provider}" is not set up. Use local.`);
  }
  return { memoryCeilingMb: ceiling.data, workers: count.data, provider };
}
