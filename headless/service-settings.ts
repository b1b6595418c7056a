/**
 * What a service is told by its environment: where to listen, and settings of the importer before this one.
 */
import { z } from 'zod';
import { RecollectError } from '../electron/shared/errors.ts';
import { LOOPBACK } from '../electron/main/loopback/own-host.ts';

/** Where the web host listens, and what requests may call it. */
export interface ServiceAddress {
  readonly address: string;
  /** Undefined: the usual one, or the next that is free. */
  readonly port: number | undefined;
  /** Names besides this machine's own, each with its port if it has one. */
  readonly allowedHosts: readonly string[];
}

/** What flags may say of it; they go before the environment. */
export interface GivenAddress {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly allowHost?: readonly string[] | undefined;
}

const portSchema = z.coerce.number().int().min(0).max(65_535);

/** A name or an address as browsers send it, with or without a port. */
const HOST_NAME = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The address by flags, or by RECOLLECT_HOST, RECOLLECT_PORT and RECOLLECT_ALLOWED_HOSTS (names with commas between).
 *
 * @throws RecollectError `usage`.
 */
export function serviceAddress(given: GivenAddress, environment: NodeJS.ProcessEnv): ServiceAddress {
  const listed = (environment.RECOLLECT_ALLOWED_HOSTS ?? '').split(',').map((host) => host.trim());
  const allowedHosts = given.allowHost ?? listed.filter((host) => host !== '');
  for (const host of allowedHosts) {
    if (HOST_NAME.test(host)) continue;
    throw new RecollectError('usage', `"${host}" is no host: give a name such as recollect.example:4757.`);
  }
  return {
    address: given.host ?? named(environment.RECOLLECT_HOST) ?? LOOPBACK,
    port: portOf(given.port ?? named(environment.RECOLLECT_PORT)),
    allowedHosts: allowedHosts.map((host) => host.toLowerCase()),
  };
}

/** Sentences about settings that are given and not needed any more. */
export function outdatedSettings(environment: NodeJS.ProcessEnv): string[] {
  const chunkSize = named(environment.CHUNK_SIZE);
  if (chunkSize === undefined) return [];
  return [
    `CHUNK_SIZE=${chunkSize} changes nothing: files are streamed and each text is embedded by itself, so memory does not depend on how much is taken at once. The ceiling is OPERATIONAL_MEMORY_MB.`,
  ];
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = portSchema.safeParse(text);
  if (!port.success)
    throw new RecollectError('usage', '--port takes a number from 0 (any free one) to 65535.');
  return port.data;
}

function named(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
