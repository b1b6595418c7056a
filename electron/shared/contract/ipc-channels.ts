/**
 * The names under which the contract travels over Electron's IPC.
 */

/** The IPC channel of a request of the contract. */
export function requestChannel(name: string): string {
  return `recollect:request:${name}`;
}

/** The IPC channel of an event of the contract. */
export function eventChannel(name: string): string {
  return `recollect:event:${name}`;
}

/** Begins the argument that tells a page's bridge the contract's channels. */
const ARGUMENT = '--recollect-channels=';

/** The channels of a contract by kind. */
export interface ChannelNames {
  readonly requests: readonly string[];
  readonly events: readonly string[];
}

/** The argument that a page's process is started with. */
export function channelArgument({ requests, events }: ChannelNames): string {
  return `${ARGUMENT}${requests.join(',')};${events.join(',')}`;
}

/** The channels that a process was told in its arguments; none where it was told nothing. */
export function channelsFromArguments(argv: readonly string[]): ChannelNames {
  const given = argv.find((argument) => argument.startsWith(ARGUMENT))?.slice(ARGUMENT.length) ?? ';';
  const [requests = [], events = []] = given.split(';').map((names) => names.split(',').filter(Boolean));
  return { requests, events };
}
