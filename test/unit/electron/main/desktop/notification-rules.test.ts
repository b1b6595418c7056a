import { describe, expect, test } from 'vitest';
import {
  LONG_IMPORT_MS,
  NotificationRules,
} from '../../../../../electron/main/desktop/notification-rules.ts';
import type { Snapshot } from '../../../../../electron/shared/contract/snapshot.ts';
import { aSnapshot } from '../../../../doubles/client-state.ts';

const idle = aSnapshot();
const reading = aSnapshot({
  sync: { phase: 'reading', path: null },
  library: { ...idle.library, conversations: 500 },
});
const failed = aSnapshot({
  sync: { phase: 'failed', failure: { code: 'disk-full', message: 'The disk is full.' } },
});

/** What is said over snapshots with the ms between them; nobody looks at the window. */
function said(...steps: readonly (readonly [snapshot: Snapshot, ms: number])[]): (string | null)[] {
  const rules = new NotificationRules();
  let now = 0;
  return steps.map(([snapshot, ms]) => {
    now += ms;
    return rules.next(snapshot, false, now)?.title ?? null;
  });
}

describe('a notification', () => {
  test('tells that a long import is done, and how many conversations it brought', () => {
    const rules = new NotificationRules();
    rules.next(reading, false, 0);
    expect(rules.next(idle, false, LONG_IMPORT_MS)).toEqual({
      title: 'Your library is up to date',
      body: '12 more conversations, 512 in all. All of them can be searched.',
    });
  });

  test('says what is wrong on one line, whatever the name of a file in it does', () => {
    const message = 'The folder /home/\u202egnp\u001b[2J\nYour disk is full is gone.';
    const broken = aSnapshot({ sync: { phase: 'failed', failure: { code: 'internal', message } } });
    expect(new NotificationRules().next(broken, false, 0)?.body).toBe(
      'The folder /home/gnp[2J Your disk is full is gone.',
    );
  });

  test('does not tell of a short one', () => {
    expect(said([reading, 0], [idle, LONG_IMPORT_MS - 1])).toEqual([null, null]);
  });

  test('waits over pauses and looks at folders for the end', () => {
    const paused = aSnapshot({ sync: { phase: 'paused', until: null } });
    const scanning = aSnapshot({ sync: { phase: 'scanning', path: null } });
    expect(said([reading, 0], [paused, LONG_IMPORT_MS], [scanning, 1], [idle, 1]).at(-1)).toBe(
      'Your library is up to date',
    );
  });

  test('does not call a library up to date in which texts are still to be embedded', () => {
    const halfway = aSnapshot({ indexes: idle.indexes.map((index) => ({ ...index, pending: 3 })) });
    expect(said([reading, 0], [halfway, LONG_IMPORT_MS])).toEqual([null, null]);
  });

  test('tells of trouble once, and again when it comes back', () => {
    expect(said([failed, 0], [failed, 1], [idle, 1], [failed, 1])).toEqual([
      'Recollect needs your attention',
      null,
      null,
      'Recollect needs your attention',
    ]);
  });

  test('says nothing to who looks at the window, nor later of what they saw', () => {
    const rules = new NotificationRules();
    expect(rules.next(failed, true, 0)).toBe(null);
    expect(rules.next(failed, false, 1)).toBe(null);
  });

  test('tells of trouble that came while it was turned off once it is turned on', () => {
    const off = { ...failed, settings: { ...failed.settings, notifications: false } };
    expect(said([off, 0], [failed, 1], [failed, 1])).toEqual([null, 'Recollect needs your attention', null]);
    expect(said([failed, 0], [off, 1], [failed, 1])).toEqual(['Recollect needs your attention', null, null]);
  });

  test('says nothing where the user has turned it off', () => {
    const settings = { ...idle.settings, notifications: false };
    const rules = new NotificationRules();
    expect(rules.next({ ...failed, settings }, false, 0)).toBe(null);
  });
});
