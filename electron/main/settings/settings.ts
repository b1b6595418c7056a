/**
 * What a user can set: the defaults, the checks with a sentence for what can't be, and what an engine needs of it.
 */
import {
  LEAST_CEILING_MB,
  settingsSchema,
  voyageSettingsSchema,
  type AppSettings,
} from '../../shared/contract/settings.ts';
import { RecollectError } from '../../shared/errors.ts';
import { parseServerUrls } from '../qdrant/qdrant-options.ts';
import type { LeftOut } from '../library/left-out.ts';
import { DEFAULT_CEILING_MB } from '../embedding/memory-ceiling.ts';
import { z } from 'zod';

/** What holds where nobody has set anything, in the app. */
export const defaultSettings: AppSettings = {
  memoryCeilingMb: DEFAULT_CEILING_MB,
  pace: 'balanced',
  gentleOnBattery: true,
  provider: 'local',
  voyage: voyageSettingsSchema.parse({}),
  keepOriginals: 'deleted-by-vendor',
  qdrant: null,
  theme: 'system',
  closeToTray: true,
  startAtLogin: false,
  notifications: true,
  agentAccess: false,
  agentNotes: false,
};

/** What an engine goes by. It is part of the app's settings; without a pace it is `full`. */
export interface RunSettings extends Pick<AppSettings, 'memoryCeilingMb' | 'provider'> {
  /** Absent or null for the library's own index. */
  readonly qdrant?: AppSettings['qdrant'];
  /** The key of that server; no setting that is stored in the file. */
  readonly qdrantKey?: string;
  readonly pace?: AppSettings['pace'];
  readonly gentleOnBattery?: boolean;
  /** Absent: `none`. */
  readonly keepOriginals?: AppSettings['keepOriginals'];
  /** Embedder processes; null for as many as the pace gives. */
  readonly workers?: number | null;
  /** Name of the local model's folder; absent for the bundled one. */
  readonly model?: string;
  /** Absent for the defaults. */
  readonly voyage?: AppSettings['voyage'];
}

/** What the active index does not get: of the one on this machine nothing is left out. */
export function leftOutOf({ provider, voyage = defaultSettings.voyage }: RunSettings): LeftOut {
  if (provider === 'local') return { projects: [], sources: [] };
  return { projects: voyage.excludedProjects, sources: voyage.excludedSources };
}

/** Embedder processes that can be asked for. */
export const workersSchema = z.int().min(1).max(64);

/** A setting's name. */
export type SettingName = keyof AppSettings | 'workers';

const onOrOff = 'give true or false';
const wanted: Readonly<Record<SettingName, readonly [name: string, wanted: string]>> = {
  memoryCeilingMb: ['memory ceiling', `give whole MB, at least ${LEAST_CEILING_MB} and at most 65536`],
  pace: ['pace', `give ${settingsSchema.shape.pace.options.join(', ')}`],
  gentleOnBattery: ['value for "gentle on battery"', onOrOff],
  provider: ['provider', `give ${settingsSchema.shape.provider.options.join(' or ')}`],
  voyage: ['setting of Voyage', 'see docs/voyage.md for each, and give an address with https'],
  keepOriginals: [
    'value for "keep originals"',
    `give ${settingsSchema.shape.keepOriginals.options.join(', ')}`,
  ],
  qdrant: ['Qdrant server', 'give its url, and see docs/scaling.md for what else there is to set'],
  theme: ['theme', `give ${settingsSchema.shape.theme.options.join(', ')}`],
  closeToTray: ['value for "close to tray"', onOrOff],
  startAtLogin: ['value for "start at login"', onOrOff],
  notifications: ['value for "notifications"', onOrOff],
  agentAccess: ['value for "let agents in"', onOrOff],
  agentNotes: ['value for "let agents store notes"', onOrOff],
  workers: ['number of workers', 'give a whole number from 1 to 64'],
};

/** The sentence for a value that can't be: what was given, and what would be possible. */
export function impossible(setting: SettingName, given: unknown): string {
  const [name, instead] = wanted[setting];
  const value = typeof given === 'string' ? given : JSON.stringify(given);
  return `A ${name} of "${value.slice(0, 100)}" is not possible: ${instead}.`;
}

/** Checks changes to settings. @throws RecollectError `settings-invalid`, with what would be valid. */
export function checkChanges(changes: unknown): Partial<AppSettings> {
  const parsed = settingsSchema.partial().safeParse(changes);
  if (parsed.success) return withoutUndefined(parsed.data);
  const issue = parsed.error.issues[0];
  // What is wrong with a model says so itself.
  if (issue?.code === 'custom' && issue.path[0] === 'voyage' && issue.path.length === 1)
    throw new RecollectError('settings-invalid', issue.message);
  const setting = issue?.path[0];
  const sentence = isSettingName(setting)
    ? impossible(setting, Reflect.get(Object(changes), setting))
    : `These are not settings: ${issue?.message ?? 'they have another form'}.`;
  throw new RecollectError('settings-invalid', sentence);
}

/** Whether a word names a setting. */
function isSettingName(word: unknown): word is SettingName {
  return typeof word === 'string' && Object.hasOwn(wanted, word);
}

function withoutUndefined(changes: {
  readonly [Name in keyof AppSettings]?: AppSettings[Name] | undefined;
}): Partial<AppSettings> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** Settings as given by flag or environment: text, or absent. */
export interface GivenSettings {
  readonly memoryCeiling?: string | undefined;
  readonly workers?: string | undefined;
  readonly pace?: string | undefined;
  readonly provider?: string | undefined;
  readonly keepOriginals?: string | undefined;
  /** Address of a Qdrant server, or of several nodes with commas between; empty for none. */
  readonly qdrant?: string | undefined;
  /** The server's key. */
  readonly qdrantKey?: string | undefined;
  /** Under which name this machine's history goes on the server. */
  readonly machine?: string | undefined;
  readonly model?: string | undefined;
  /** Most US dollars at Voyage, or `none`. */
  readonly limitUsd?: string | undefined;
}

/** What flags and the environment say for one run. */
export interface Overrides {
  readonly settings: Partial<AppSettings>;
  readonly workers?: number;
  /** Name of a local model's folder. */
  readonly model?: string;
  readonly qdrantKey?: string;
  readonly machine?: string;
  /** Most US dollars at Voyage; null for no limit. */
  readonly limitUsd?: number | null;
}

/**
 * Checks what was given for a run.
 *
 * @throws RecollectError `settings-invalid`, with what would be valid.
 */
export function parseOverrides(given: GivenSettings): Overrides {
  const { memoryCeiling, workers, pace, provider, keepOriginals, qdrant } = given;
  const { model, qdrantKey, machine, limitUsd } = given;
  const chosen = {
    ...(model === undefined ? {} : { model }),
    ...(qdrantKey === undefined ? {} : { qdrantKey }),
    ...(machine === undefined ? {} : { machine }),
    ...(limitUsd === undefined ? {} : { limitUsd: limitOf(limitUsd) }),
  };
  const settings = checkChanges({
    ...(memoryCeiling === undefined ? {} : { memoryCeilingMb: numberOf('memoryCeilingMb', memoryCeiling) }),
    ...(pace === undefined ? {} : { pace }),
    ...(provider === undefined ? {} : { provider }),
    ...(keepOriginals === undefined ? {} : { keepOriginals }),
    ...(qdrant === undefined ? {} : { qdrant: qdrant === '' ? null : { url: serverUrl(qdrant) } }),
  });
  if (workers === undefined) return { settings, ...chosen };
  const count = workersSchema.safeParse(numberOf('workers', workers));
  if (!count.success) throw new RecollectError('settings-invalid', impossible('workers', workers));
  return { settings, workers: count.data, ...chosen };
}

/** An address, checked before anything is asked of it. */
function serverUrl(text: string): string {
  parseServerUrls(text);
  return text;
}

function limitOf(text: string): number | null {
  if (text === 'none') return null;
  if (!/^\d{1,6}(\.\d{1,4})?$/.test(text)) {
    throw new RecollectError(
      'settings-invalid',
      `A limit of "${text.slice(0, 100)}" is not possible: give dollars, such as 2.50, or none.`,
    );
  }
  return Number(text);
}

function numberOf(setting: SettingName, text: string): number {
  // Number('') is 0, Number(' 7 ') is 7: only digits are meant.
  if (!/^\d{1,9}$/.test(text.trim())) throw new RecollectError('settings-invalid', impossible(setting, text));
  return Number(text);
}
