/**
 * Finds the histories of AI assistants on this machine.
 */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { relative, resolve, sep } from 'node:path';
import type { FormatName } from '../../shared/conversation.ts';
import { includeByName, includeByPattern, type Include } from './include.ts';
import { placesOf, type Machine, type Place } from './places.ts';
import { linuxHomes, runningDistributions } from './wsl.ts';

/** A folder or file with histories. */
export interface DiscoveredSource {
  readonly path: string;
  readonly format: FormatName;
}

/** A place where histories may be. */
export interface KnownPlace extends Place {
  readonly exists: boolean;
}

/** The places that exist, by the environment's overrides or each vendor's default. */
export async function discoverSources(machine: Machine = thisMachine()): Promise<DiscoveredSource[]> {
  const places = await knownPlaces(machine);
  return places.filter(({ exists }) => exists).map(({ path, format }) => ({ path, format }));
}

/** All places where histories would be on this machine, those in the Linux systems of a Windows included. */
export async function knownPlaces(machine: Machine = thisMachine()): Promise<KnownPlace[]> {
  const machines = [machine, ...(await linuxMachines(machine))];
  const places = await Promise.all(machines.map(async (each) => placesOf(each, await namesIn(each.home))));
  return Promise.all(
    places
      .flat()
      .map(async (place) => ({ ...place, exists: (await stat(place.path).catch(() => null)) !== null })),
  );
}

/** What of a source is looked at: what its vendor's format needs, or, elsewhere, what is named like a history. */
export function includeOf(path: string, machine: Machine = thisMachine()): Include {
  const source = resolve(path);
  const machines = [machine, ...linuxHomesAbove(source).map(linuxMachine)];
  const places = machines.flatMap((each) =>
    placesOf(each, relative(each.home, source).split(sep).slice(0, 1)),
  );
  const place = places.find((each) => resolve(each.path) === source);
  return place?.include ? includeByPattern(place.include) : includeByName;
}

/** The machine that this program runs on. */
export function thisMachine(): Machine {
  return { platform: process.platform, home: homedir(), environment: process.env };
}

/** The Linux systems of a Windows: one machine a home folder, seen from outside. */
async function linuxMachines({ platform }: Machine): Promise<Machine[]> {
  if (platform !== 'win32') return [];
  const homes = await Promise.all((await runningDistributions()).map((name) => linuxHomes(name)));
  return homes.flat().map(linuxMachine);
}

/** Windows joins the paths, but settings lie where Linux has them. */
function linuxMachine(home: string): Machine {
  return { platform: 'win32', home, environment: { APPDATA: `${home}\\.config` } };
}

/** The home folder of a Linux that a path as Windows calls it lies in. */
function linuxHomesAbove(path: string): string[] {
  const home = /^\\\\wsl(?:\$|\.localhost)\\[^\\]+\\(?:home\\[^\\]+|root)/i.exec(path)?.[0];
  return home === undefined ? [] : [home];
}

async function namesIn(folder: string): Promise<string[]> {
  // A home that can't be read has no accounts beside the usual one.
  return await readdir(folder).catch(() => []);
}
