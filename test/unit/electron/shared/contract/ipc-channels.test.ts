import { expect, test } from 'vitest';
import {
  channelArgument,
  channelsFromArguments,
} from '../../../../../electron/shared/contract/ipc-channels.ts';

test('a bridge is told the channels among the arguments of its process', () => {
  const names = { requests: ['snapshot.get', 'sync.pause'], events: ['snapshot.changed'] };
  const argv = ['electron', '--type=renderer', channelArgument(names), '--other'];
  expect(channelsFromArguments(argv)).toEqual(names);
});

test('a bridge that is told nothing lets nothing through', () => {
  expect(channelsFromArguments(['electron', '--type=renderer'])).toEqual({ requests: [], events: [] });
  expect(channelsFromArguments([channelArgument({ requests: [], events: [] })])).toEqual({
    requests: [],
    events: [],
  });
});
