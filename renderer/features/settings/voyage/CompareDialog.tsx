import { useState, type SubmitEvent } from 'react';
import type { SearchHitView } from '../../../../electron/shared/contract/search.ts';
import type { ComparisonView } from '../../../../electron/shared/contract/voyage.ts';
import { toFailure } from '../../../../electron/shared/errors.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { useApp } from '../../../state/app.tsx';

const HITS = 8;

/** One question to both indexes, and where they disagree. */
export function CompareDialog({ onClose }: { readonly onClose: () => void }) {
  const { client } = useApp();
  const [query, setQuery] = useState('');
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [comparison, setComparison] = useState<ComparisonView | null>(null);
  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    if (query.trim() === '' || asking) return;
    setAsking(true);
    setProblem(null);
    client.indexes
      .compare({ query, limit: HITS })
      .then(setComparison, (error: unknown) => setProblem(toFailure(error).message))
      .finally(() => setAsking(false));
  };
  return (
    <Dialog
      title="Compare the indexes"
      description="What only one of them finds among its first eight is marked."
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <form className="voyage-key" onSubmit={ask}>
        <input
          className="field"
          aria-label="Question to both indexes"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Button type="submit" tone="primary" disabled={asking || query.trim() === ''}>
          Ask both
        </Button>
      </form>
      {problem !== null && <p className="ceiling-problem">{problem}</p>}
      {comparison && <Comparison comparison={comparison} />}
    </Dialog>
  );
}

function Comparison({ comparison: { local, voyage } }: { readonly comparison: ComparisonView }) {
  const shared = local.filter((hit) =>
    voyage.some(({ conversationId }) => conversationId === hit.conversationId),
  );
  return (
    <>
      <p className="settings-note numbers" role="status">
        {formatCount(shared.length)} of {formatCount(Math.max(local.length, voyage.length))} conversations are
        found by both.
      </p>
      <div className="voyage-columns">
        <Column title="This computer" hits={local} other={voyage} />
        <Column title="Voyage" hits={voyage} other={local} />
      </div>
    </>
  );
}

interface ColumnProps {
  readonly title: string;
  readonly hits: readonly SearchHitView[];
  readonly other: readonly SearchHitView[];
}

function Column({ title, hits, other }: ColumnProps) {
  return (
    <section aria-label={title}>
      <h3 className="sending-sample-title">{title}</h3>
      <ol className="voyage-hits">
        {hits.map((hit) => {
          const rank = other.findIndex(({ conversationId }) => conversationId === hit.conversationId);
          return (
            <li key={hit.conversationId}>
              <span className="voyage-hit">{hit.title ?? hit.snippet}</span>
              {rank < 0 ? (
                <span className="voyage-only">Only here</span>
              ) : (
                <span className="voyage-rank numbers">In both, there at {rank + 1}</span>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
