/**
 * What a connection to a Qdrant server needs to know, checked.
 */
import { hostname, userInfo } from 'node:os';
import { z } from 'zod';
import { RecollectError } from '../../shared/errors.ts';
import type { QdrantSettings } from '../../shared/contract/settings.ts';

/** A server, and who fills it. */
export interface QdrantOptions extends Omit<QdrantSettings, 'machine'> {
  readonly apiKey?: string;
  /** Under which name this machine's points go. */
  readonly machine: string;
  /** Whose history it is. */
  readonly user: string;
}

/** A server's address, taken apart as its client wants it. */
export interface ServerAddress {
  readonly https: boolean;
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
}

/** Where Qdrant listens unless somebody says otherwise. */
const DEFAULT_PORT = 6_333;

const STANDARD_PORTS = { http: 80, https: 443 } as const;

const urlSchema = z.url({ protocol: /^https?$/ });

/**
 * Takes an address apart. Without a port it means Qdrant's own; `:80` and `:443` are ports too, which a parsed URL no
 * longer says.
 *
 * @throws RecollectError `settings-invalid`.
 */
export function parseServerUrl(text: string): ServerAddress {
  const checked = urlSchema.safeParse(text);
  if (!checked.success) {
    throw new RecollectError(
      'settings-invalid',
      `"${text.slice(0, 100)}" is no address of a Qdrant server: give one such as http://127.0.0.1:6333.`,
    );
  }
  const url = new URL(checked.data);
  if (url.username !== '' || url.password !== '') {
    throw new RecollectError(
      'settings-invalid',
      'The address of a Qdrant server takes no name or password: give the key as QDRANT_API_KEY.',
    );
  }
  const https = url.protocol === 'https:';
  const standard = STANDARD_PORTS[https ? 'https' : 'http'];
  const named = new RegExp(`^https?://[^/]*:${standard}(/|$)`).test(text);
  return {
    https,
    host: url.hostname,
    port: url.port === '' ? (named ? standard : DEFAULT_PORT) : Number(url.port),
    prefix: url.pathname.replace(/\/+$/, ''),
  };
}

/**
 * The addresses that a setting names: a server's, or those of several nodes of one cluster with commas between them.
 *
 * @throws RecollectError `settings-invalid`.
 */
export function parseServerUrls(text: string): readonly [string, ...string[]] {
  const [first = text, ...others] = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  for (const url of [first, ...others]) parseServerUrl(url);
  return [first, ...others];
}

/** Whether all of the addresses that a setting names are on this machine: nothing leaves it then. */
export function isOwnMachine(text: string): boolean {
  return parseServerUrls(text).every((url) =>
    ['localhost', '127.0.0.1', '[::1]'].includes(parseServerUrl(url).host),
  );
}

/** Whether a key would travel unencrypted to another machine. */
export function exposesKey({ url, apiKey }: Pick<QdrantOptions, 'url' | 'apiKey'>): boolean {
  return (
    apiKey !== undefined && !isOwnMachine(url) && parseServerUrls(url).some((each) => /^http:/i.test(each))
  );
}

/** What settings mean on this machine: where they name none, it goes under its own name. */
export function qdrantOptions(settings: QdrantSettings, apiKey: string | undefined): QdrantOptions {
  parseServerUrls(settings.url);
  return {
    ...settings,
    machine: settings.machine ?? hostname(),
    user: userName(),
    ...(apiKey === undefined || apiKey === '' ? {} : { apiKey }),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return String(process.getuid?.() ?? 'unknown');
  }
}
