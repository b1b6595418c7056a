import { useCallback, useEffect, useState } from 'react';
import { Card } from '../../components/Page.tsx';
import { Segments } from '../../components/Segments.tsx';
import { formatAmount, formatMegabytes } from '../../format/numbers.ts';
import { useApp, useSnapshot } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { MemoryChart } from './MemoryChart.tsx';
import { curveColour, curveName } from './memory-plot.ts';

type Range = 'session' | 'week';

/** How often the curves are asked for again, ms. */
const every: Record<Range, number> = { session: 2_000, week: 60_000 };

/** What every process had of memory over time, under its ceiling. */
export function MemoryCard() {
  const { client } = useApp();
  const [range, setRange] = useState<Range>('session');
  const load = useCallback(() => client.memory.history({ range }), [client, range]);
  const { loaded, reload } = useLoaded(load);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, every[range]);
    return () => clearInterval(timer);
  }, [reload, range]);

  const history = loaded.status === 'ready' ? loaded.value : null;
  return (
    <Card
      title="Memory"
      aside={
        <Segments
          label="Time span"
          value={range}
          choices={[
            { value: 'session', label: 'Session' },
            { value: 'week', label: 'Week' },
          ]}
          onChange={setRange}
        />
      }
    >
      <Totals />
      <div className="memory-area">
        {loaded.status === 'failed' && <p className="memory-note">{loaded.failure.message}</p>}
        {history && history.series.every(({ points }) => points.length < 2) && (
          <p className="memory-note">The curve begins once there are a few measurements.</p>
        )}
        {history?.series.some(({ points }) => points.length > 1) && <MemoryChart history={history} />}
      </div>
      {history && (
        <div className="legend">
          {[...history.series]
            .sort((a, b) => Number(b.name === 'total') - Number(a.name === 'total'))
            .map(({ name }) => (
              <span key={name} className="legend-entry">
                <span className="legend-key" style={{ background: `var(${curveColour(name)})` }} />
                {curveName(name)}
              </span>
            ))}
          <span className="legend-entry">
            <span className="legend-key legend-ceiling" />
            Ceiling of one embedder
          </span>
          {history.marks.length > 0 && (
            <span className="legend-marks numbers">{formatAmount(history.marks.length, 'event')}</span>
          )}
        </div>
      )}
    </Card>
  );
}

function Totals() {
  const totalMb = useSnapshot(({ memory }) => memory.totalMb);
  const ceilingMb = useSnapshot(({ memory }) => memory.ceilingMb);
  return (
    <p className="memory-total numbers">
      <strong>{formatMegabytes(totalMb)}</strong> in all. No embedder may have more than{' '}
      {formatMegabytes(ceilingMb)}: it is replaced before it gets there.
    </p>
  );
}
