import { initial } from './0001-initial.ts';
import { sync } from './0002-sync.ts';
import { revisions } from './0003-revisions.ts';
import { search } from './0004-search.ts';
import { backlog } from './0005-backlog.ts';
import { nameParts } from './0006-name-parts.ts';
import { marks } from './0007-marks.ts';
import { copies } from './0008-copies.ts';
import { remote } from './0009-remote.ts';
import { account } from './0010-account.ts';
import { withheld } from './0011-withheld.ts';
import { removedPoints } from './0012-removed-points.ts';
import { readAnew } from './0013-read-anew.ts';
import { givenNames } from './0014-given-names.ts';
import { containers } from './0015-containers.ts';
import { unknownAnew } from './0016-unknown-anew.ts';
import { unspacedWords } from './0017-unspaced-words.ts';

/** All migrations in order; the library's version is the number of those it has seen. Append only. */
export const migrations: readonly string[] = [
  initial,
  sync,
  revisions,
  search,
  backlog,
  nameParts,
  marks,
  copies,
  remote,
  account,
  withheld,
  removedPoints,
  readAnew,
  givenNames,
  containers,
  unknownAnew,
  unspacedWords,
];
