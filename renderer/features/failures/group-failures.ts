/**
 * Failures by reason, so that a thousand files with one cause are one line.
 */
import type { FailureRow } from '../../../electron/shared/contract/sources.ts';
import type { ErrorCode } from '../../../electron/shared/errors.ts';
import { skipWords } from '../../../electron/shared/skip-words.ts';

/** Failures with the same reason. */
export interface FailureGroup {
  readonly title: string;
  /** What can be done, where there is something. */
  readonly advice: string | null;
  /** Files, texts or lines. */
  readonly count: number;
  readonly rows: readonly FailureRow[];
}

const reasons: Partial<Record<ErrorCode, readonly [title: string, advice: string | null]>> = {
  'disk-full': ['The disk was full', 'Free some space, then retry.'],
  'file-changed': ['Changed while being read', 'It is read again with the next check.'],
  'file-empty': ['Empty files', 'There is nothing in them to find. They are read once something is written.'],
  'file-is-folder': ['A folder where a file was expected', 'Add the folder itself if it holds histories.'],
  'file-not-permitted': ['Not allowed to read', 'Give your user the right to read them, then retry.'],
  'file-unreadable': ['Could not be read', 'Check the disk that they are on, then retry.'],
  'file-vanished': ['Gone before they were read', 'Bring them back, then retry. What was read stays.'],
  'format-unknown': [
    'Not a format that Recollect knows',
    'They are left alone. What Recollect reads is named under Sources.',
  ],
  'reader-failed': ['The reader stopped at them', 'Retry. If it happens again, the file may be damaged.'],
  'runtime-unsupported': ['Packed in a way that this system can’t unpack', null],
  'symlink-loop': [
    'Links that lead in a circle',
    'Remove the link, or add the folder that it was meant for.',
  ],
  'zip-damaged': ['Damaged zips', 'Download or pack them again, then retry.'],
  'zip-encrypted': ['Zips with a password', 'Unpack them and add the folder.'],
  'zip-refused': [
    'Zips that were refused',
    'Unpack them yourself if you trust where they are from, and add the folder.',
  ],
};

/** The largest group first. */
export function groupFailures(rows: readonly FailureRow[]): readonly FailureGroup[] {
  const groups = new Map<
    string,
    { title: string; advice: string | null; count: number; rows: FailureRow[] }
  >();
  for (const row of rows) {
    const [title, advice] = reasonOf(row);
    const group = groups.get(title) ?? { title, advice, count: 0, rows: [] };
    group.count += row.kind === 'lines' ? row.count : 1;
    group.rows.push(row);
    groups.set(title, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

function reasonOf(row: FailureRow): readonly [title: string, advice: string | null] {
  switch (row.kind) {
    case 'file':
      return reasons[row.failure.code] ?? [row.failure.message, null];
    case 'text':
      return [
        'Texts that could not be embedded',
        'They are found by word. Retry gives them to a fresh embedder.',
      ];
    case 'lines': {
      const { what, advice } = skipWords(row.reason);
      return [`Left out: ${what}`, advice];
    }
  }
}
