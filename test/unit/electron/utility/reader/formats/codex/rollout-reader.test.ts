import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  fixtures,
  item,
  message,
  meta,
  read,
  rollout,
  session,
} from '../../../../../../doubles/codex-rollout.ts';
import { readHistory } from '../../../../../../doubles/reader.ts';
import { uids } from '../../../../../../doubles/said.ts';

const fork = '0198f3b7-55aa-7c31-9d20-11c2a3b4c5d6';

describe('a fork', () => {
  test('repeats its parent’s first turn: the same parts, and then its own', async () => {
    const [parent, child] = await Promise.all([
      readHistory(rollout),
      readHistory(join(fixtures, `rollout-2026-04-03T08-00-00-${fork}.jsonl`)),
    ]);
    const known = new Set(uids(parent));
    const own = child.parts.filter(({ uid }) => !known.has(uid));
    expect(own.map(({ text }) => text)).toEqual([
      'Try the other lighthouse approach instead.',
      'Then rows without a platform get platform 0.',
    ]);
    expect(child.parts).toHaveLength(9);
    expect(new Set(child.parts.map(({ conversation }) => conversation))).toEqual(new Set([fork]));
    expect(child.facts).toContainEqual({ key: fork, parent: session });
  });

  test('of a fork repeats both, whatever the times are', async () => {
    const turns = [message('user', 'one'), message('assistant', 'two')];
    const own = [message('user', 'three')];
    const [root, first, second] = await Promise.all([
      read([meta('root'), ...turns]),
      read([meta('first', { forked_from_id: 'root' }), meta('root'), ...turns, ...own]),
      read([meta('second', { forked_from_id: 'first' }), meta('first'), meta('root'), ...turns, ...own]),
    ]);
    expect(uids(first).slice(0, 2)).toEqual(uids(root));
    expect(uids(second)).toEqual(uids(first));
  });

  test('is not what two sessions are that begin with the same words', async () => {
    const [one, two] = await Promise.all(['one', 'two'].map((id) => read([meta(id), message('user', 'Hi')])));
    expect(one && two && uids(one)[0] === uids(two)[0]).toBe(false);
  });

  test('is not told from the ids of calls alone: some providers count them', async () => {
    const call = item({ type: 'function_call', name: 'shell', arguments: '{"cmd":"ls"}', call_id: 'call_0' });
    const [one, two] = await Promise.all(['one', 'two'].map((id) => read([meta(id), call])));
    expect(one && two && uids(one)[0] === uids(two)[0]).toBe(false);
  });
});
