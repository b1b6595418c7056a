/**
 * Which files of a folder are looked at: patterns of paths below it, such as `sessions/**`.
 */

import { basename } from 'node:path';

/** Tells files and folders by their names below a source, outermost first. */
export interface Include {
  /** Whether a folder may hold a file that is taken. */
  enters(folder: readonly string[]): boolean;
  /** Whether a file is taken. */
  takes(file: readonly string[]): boolean;
}

/** Any number of folders. */
const ANY_DEPTH = '**';

/** What is taken from folders that people add: by its name, since a folder may hold anything. */
const NAMES = [/\.(?:jsonl|jsonl\.zst|md|markdown|txt|zip)$/i, /^state\.vscdb$/i, /^opencode.*\.db$/i];

/**
 * Exports and sessions, single ones too, and Cursor CLI's chats; and much else, which is told apart by its content.
 */
const NAMES_OF_ANYTHING = [/\.json$/i, /^store\.db$/i];

const NOT_ENTERED = new Set(['node_modules', '.git']);

/** For folders that people add. */
export const includeByName: Include = {
  enters: (folder) => !NOT_ENTERED.has(folder.at(-1) ?? ''),

  takes(file) {
    const name = file.at(-1) ?? '';
    return NAMES.some((pattern) => pattern.test(name)) || mayBeAnything(name);
  },
};

/** Whether a file is tried although its name says nothing: then it is no failure if it holds no conversation. */
export function mayBeAnything(path: string): boolean {
  return NAMES_OF_ANYTHING.some((pattern) => pattern.test(basename(path)));
}

/**
 * For folders of which it is known where what matters lies: paths below it with `/` between names, `*` for any part
 * of a name and `**` for any number of folders.
 */
export function includeByPattern(patterns: readonly string[]): Include {
  const paths = patterns.map((pattern) => pattern.split('/').map(nameTest));
  return {
    enters: (folder) =>
      !NOT_ENTERED.has(folder.at(-1) ?? '') && paths.some((path) => mayLeadTo(path, folder)),
    takes: (file) => paths.some((path) => matches(path, file)),
  };
}

type NameTest = RegExp | typeof ANY_DEPTH;

function nameTest(name: string): NameTest {
  if (name === ANY_DEPTH) return ANY_DEPTH;
  const pattern = name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 'i');
}

function matches(path: readonly NameTest[], names: readonly string[]): boolean {
  const [test, ...rest] = path;
  if (test === undefined) return names.length === 0;
  if (test === ANY_DEPTH) return names.some((_, at) => matches(rest, names.slice(at)));
  const [name, ...below] = names;
  return name !== undefined && test.test(name) && matches(rest, below);
}

function mayLeadTo(path: readonly NameTest[], folder: readonly string[]): boolean {
  const [test, ...rest] = path;
  const [name, ...below] = folder;
  if (name === undefined) return test !== undefined;
  if (test === ANY_DEPTH) return true;
  return test?.test(name) === true && mayLeadTo(rest, below);
}

/** All that `include` takes but what lies in these folders, each told by its names below the source. */
export function leavingOut(include: Include, folders: readonly (readonly string[])[]): Include {
  const isLeftOut = (names: readonly string[]): boolean =>
    folders.some((folder) => folder.every((name, at) => names[at] === name));
  return {
    enters: (folder) => !isLeftOut(folder) && include.enters(folder),
    takes: (file) => !isLeftOut(file) && include.takes(file),
  };
}
