/**
 * What was sent to a provider that charges for it: every call, what was agreed to, and what was masked.
 */
export const account = `
-- One row a call, written before it is sent; one that was not charged for is removed again. 'sent': no answer yet, or
-- its program was killed. 'answered': its vectors are there. 'stored': and in the library. 'lost': charged for, but
-- there are no vectors of it.
CREATE TABLE voyage_calls (
  id              INTEGER PRIMARY KEY,
  at              INTEGER NOT NULL,              -- ms since 1970
  model           TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('document', 'query')),
  texts           INTEGER NOT NULL,
  estimated       INTEGER NOT NULL,              -- tokens
  raw             INTEGER NOT NULL,              -- the estimate before it was corrected
  tokens          INTEGER,                       -- as the answer said; null where none said it
  usd_per_million REAL NOT NULL,                 -- the price at that time
  state           TEXT NOT NULL CHECK (state IN ('sent', 'answered', 'stored', 'lost'))
) STRICT;
CREATE INDEX voyage_calls_open ON voyage_calls (state) WHERE state IN ('sent', 'answered');

-- What the user agreed to, the newest last.
CREATE TABLE voyage_consents (
  id              INTEGER PRIMARY KEY,
  at              INTEGER NOT NULL,
  model           TEXT NOT NULL,
  usd_per_million REAL NOT NULL,
  tokens          INTEGER NOT NULL,              -- that may have been charged for the model in all
  sources         TEXT NOT NULL                  -- JSON, the paths of the sources
) STRICT;

-- Secrets that were masked before a text was sent, by rule.
CREATE TABLE voyage_masked (rule TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;

-- Numbers of indexes that were removed: they are not given again, as a search that is open may remember them.
CREATE TABLE removed_indexes (id INTEGER PRIMARY KEY) STRICT;
`;
