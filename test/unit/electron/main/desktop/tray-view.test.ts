import { describe, expect, test } from 'vitest';
import { trayView } from '../../../../../electron/main/desktop/tray-view.ts';
import type { Snapshot } from '../../../../../electron/shared/contract/snapshot.ts';
import { aRemote } from '../../../../doubles/qdrant-view.ts';
import { snapshotOf } from '../../../../doubles/snapshot.ts';

const view = (parts: Partial<Snapshot>): ReturnType<typeof trayView> =>
  trayView(snapshotOf(parts), (ms) => `at ${ms}`);
const commands = (parts: Partial<Snapshot>): string[] =>
  view(parts).entries.flatMap((entry) => (entry.kind === 'command' ? [entry.command] : []));

const files = { total: 200, done: 49, pending: 150, failed: 1 };

describe('the tray at a glance', () => {
  test('syncing, with the percentage of the files while they are read', () => {
    expect(view({ sync: { phase: 'reading', path: null }, files })).toMatchObject({
      icon: 'syncing',
      tooltip: 'Recollect: Syncing, 25 %',
    });
  });

  test('syncing, with the percentage of the chunks while they are embedded', () => {
    const indexes = snapshotOf({}).indexes.map((index) => ({ ...index, embedded: 700, pending: 300 }));
    expect(view({ sync: { phase: 'embedding' }, indexes }).tooltip).toBe('Recollect: Syncing, 70 %');
  });

  test('what is wrong, on one line, whatever the name of a file in it does', () => {
    const message = 'The folder /home/\u202egnp\u001b[2J\nis gone.';
    expect(view({ sync: { phase: 'failed', failure: { code: 'internal', message } } }).tooltip).toBe(
      'Recollect: The folder /home/gnp[2J is gone.',
    );
  });

  test('never says 100 % while something is left', () => {
    const parts = {
      sync: { phase: 'reading' as const, path: null },
      files: { ...files, total: 10_000, done: 9_998 },
    };
    expect(view(parts).tooltip).toContain('99 %');
  });

  test('up to date, with what the library holds', () => {
    const parts = {
      sync: { phase: 'idle' as const, syncedAt: 1 },
      library: { conversations: 1_234, messages: 5, chunks: 6, skippedLines: 0 },
    };
    expect(view(parts)).toMatchObject({
      icon: 'up-to-date',
      tooltip: 'Recollect: Up to date, 1,234 conversations',
    });
  });

  test('what a Qdrant server still needs, once the library needs nothing', () => {
    const idle = { sync: { phase: 'idle' as const, syncedAt: 1 } };
    const failure = { code: 'qdrant-away' as const, message: 'It can’t be reached.' };
    const catchingUp = aRemote({ phase: 'catching-up', sent: 999, pending: 1, etaSeconds: null });
    const away = aRemote({ phase: 'away', pending: 1_200, failure });
    expect(view({ ...idle, remote: catchingUp })).toMatchObject({
      icon: 'syncing',
      tooltip: 'Recollect: Sending to Qdrant, 99 %',
    });
    expect(view({ ...idle, remote: away })).toMatchObject({
      icon: 'attention',
      tooltip: 'Recollect: Qdrant is away, 1,200 points to be sent',
    });
    expect(view({ ...idle, remote: aRemote() }).icon).toBe('up-to-date');
    expect(view({ sync: { phase: 'embedding' }, remote: away }).icon).toBe('syncing');
  });

  test('paused, and until when', () => {
    expect(view({ sync: { phase: 'paused', until: null } }).tooltip).toBe('Recollect: Sync is paused');
    expect(view({ sync: { phase: 'paused', until: 5 } }).tooltip).toBe(
      'Recollect: Sync is paused until at 5',
    );
  });

  test('needs attention when sync failed or an error is to be seen', () => {
    const failure = { code: 'disk-full' as const, message: 'The disk is full.' };
    expect(view({ sync: { phase: 'failed', failure } })).toMatchObject({
      icon: 'attention',
      tooltip: 'Recollect: The disk is full.',
    });
    const notice = {
      id: 'x',
      level: 'error' as const,
      message: 'The ceiling is too low.',
      action: 'none' as const,
    };
    expect(view({ notices: [notice] }).icon).toBe('attention');
  });
});

describe('the tray’s menu', () => {
  test('opens, searches, pauses and quits', () => {
    expect(commands({})).toEqual(['open', 'search', 'add-folder', 'pause', 'pause-hour', 'quit']);
  });

  test('resumes while paused', () => {
    expect(commands({ sync: { phase: 'paused', until: null } })).toEqual([
      'open',
      'search',
      'add-folder',
      'resume',
      'quit',
    ]);
  });
});
