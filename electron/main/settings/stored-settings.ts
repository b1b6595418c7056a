/**
 * The form in which settings are stored, whoever stores them: an object with a version and what the user has set;
 * what they have not set follows the defaults of the newest version. Keys that this version doesn't know are kept.
 */
import { z } from 'zod';
import { settingsSchema, type AppSettings } from '../../shared/contract/settings.ts';
import { checkChanges, impossible, workersSchema } from './settings.ts';

/** Brings the stored object of one version to the next. */
export type SettingsMigration = (stored: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** The migration at index i leads from version i + 1 to i + 2. */
const migrations: readonly SettingsMigration[] = [];

/** Stored settings, checked. */
export interface StoredSettings {
  /** The object, at the newest version or a newer one; what is stored next is made of it. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly settings: Partial<AppSettings>;
  /** Embedder processes; null for as many as the pace gives. Only set by hand. */
  readonly workers: number | null;
  readonly firstRunFinished: boolean;
  /** What could not be taken, as sentences; its default holds. */
  readonly problems: readonly string[];
}

const objectSchema = z.record(z.string(), z.unknown());
const versionSchema = z.int().min(1);
const schemas = settingsSchema.shape;
const settingNames = settingsSchema.keyof().options;

/** Nothing stored yet. */
export const nothingStored: StoredSettings = readStored({});

/**
 * Reads what was stored; a value that can't be costs only itself.
 *
 * @throws SyntaxError where it is no object of settings at all.
 */
export function readStored(value: unknown, steps: readonly SettingsMigration[] = migrations): StoredSettings {
  const object = objectSchema.safeParse(value);
  if (!object.success || Array.isArray(value)) throw new SyntaxError('The settings are no JSON object.');
  const raw = migrate(object.data, steps);
  const refused = settingNames.filter(
    (name) => isGiven(raw[name]) && !schemas[name].safeParse(raw[name]).success,
  );
  const taken = settingNames.filter((name) => isGiven(raw[name]) && !refused.includes(name));
  const workers = workersSchema.nullish().safeParse(raw.workers);
  return {
    raw,
    settings: checkChanges(Object.fromEntries(taken.map((name) => [name, raw[name]]))),
    workers: workers.data ?? null,
    firstRunFinished: raw.firstRunFinished === true,
    problems: [...refused, ...(workers.success ? [] : (['workers'] as const))].map(
      (name) => `${impossible(name, raw[name])} The default holds.`,
    ),
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The object to store after changes to it. */
export function changeStored(
  { raw }: StoredSettings,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return { ...raw, ...changes };
}

function migrate(
  stored: Readonly<Record<string, unknown>>,
  steps: readonly SettingsMigration[],
): Record<string, unknown> {
  // Without a version it was written by hand, in the newest form.
  const found = versionSchema.safeParse(stored.version).data ?? steps.length + 1;
  let current: Record<string, unknown> = { ...stored };
  for (const step of steps.slice(found - 1)) current = step(current);
  return { ...current, version: Math.max(found, steps.length + 1) };
}
