import { Button } from '../../components/Button.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { formatBytes, formatCount, formatRate, formatShare, shareOf } from '../../format/numbers.ts';
import { useApp, useSnapshot } from '../../state/app.tsx';
import { activeIndex } from '../shell/sync-summary.ts';
import { backlogHeadline } from './backlog-headline.ts';

/** What is done and what is still to do. */
export function BacklogCard() {
  const sync = useSnapshot((snapshot) => snapshot.sync);
  const files = useSnapshot((snapshot) => snapshot.files);
  const library = useSnapshot((snapshot) => snapshot.library);
  const indexes = useSnapshot((snapshot) => snapshot.indexes);
  const etaSeconds = useSnapshot((snapshot) => snapshot.etaSeconds);
  const { navigation } = useApp();
  const empty = library.conversations === 0 && files.total === 0;
  const { title, detail } = backlogHeadline({ sync, files, library, indexes, etaSeconds });
  const index = activeIndex({ indexes });
  const embedded = index?.embedded ?? 0;
  const quarantined = index?.quarantined ?? 0;
  const pending = index?.pending ?? 0;

  // Nothing to do: two full bars and a table of zeros would say no more than the headline does.
  const calm = sync.phase === 'idle' && files.pending === 0 && pending === 0;
  const flawless = files.failed === 0 && quarantined === 0;

  return (
    <section className="card backlog" aria-label="Backlog">
      <div className="backlog-head">
        <h2 className="backlog-title numbers">{title}</h2>
        <p className="backlog-detail numbers">{detail}</p>
      </div>
      {!calm && (
        <div className="backlog-bars">
          <Bar
            label="Reading"
            unit="files"
            done={files.total - files.pending}
            total={files.total}
            running={sync.phase === 'reading' || sync.phase === 'scanning'}
          />
          <Bar
            label="Embedding"
            unit="chunks"
            done={embedded + quarantined}
            total={embedded + quarantined + pending}
            running={sync.phase === 'reading' || sync.phase === 'embedding'}
          />
        </div>
      )}
      {empty ? (
        <div>
          <Button tone="primary" icon="plus" onClick={() => navigation.go({ name: 'sources' })}>
            Add a source
          </Button>
        </div>
      ) : calm && flawless ? (
        <div className="backlog-totals">
          <Totals />
        </div>
      ) : (
        <div className="backlog-figures">
          <table className="figures numbers">
            <thead>
              <tr>
                <td />
                <th scope="col">Done</th>
                <th scope="col">Pending</th>
                <th scope="col">Failed</th>
              </tr>
            </thead>
            <tbody>
              <Row name="Files" done={files.done} pending={files.pending} failed={files.failed} />
              <Row name="Conversations" done={library.conversations} />
              <Row name="Chunks" done={embedded} pending={pending} failed={quarantined} />
            </tbody>
          </table>
          {calm ? <Rest /> : <Rates />}
        </div>
      )}
    </section>
  );
}

interface BarProps {
  readonly label: string;
  readonly unit: string;
  readonly done: number;
  readonly total: number;
  readonly running: boolean;
}

function Bar({ label, unit, done, total, running }: BarProps) {
  const share = shareOf(done, total);
  const text = `${formatCount(done)} of ${formatCount(total)} ${unit}`;
  return (
    <div className="bar">
      <div className="bar-head numbers">
        <span className="bar-label">{label}</span>
        <span className="bar-text">{text}</span>
        <span className="bar-share">{formatShare(share)}</span>
      </div>
      <ProgressBar
        label={label}
        text={text}
        share={share}
        tone={share === 1 ? 'good' : running ? 'accent' : 'muted'}
      />
    </div>
  );
}

interface RowProps {
  readonly name: string;
  readonly done: number;
  readonly pending?: number;
  readonly failed?: number;
}

function Row({ name, done, pending, failed }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{formatCount(done)}</td>
      <Figure count={pending} />
      <Figure count={failed} tone="figure-failed" />
    </tr>
  );
}

/** Zero and what doesn't apply are quiet, so that what there is stands out. */
function Figure({ count, tone = '' }: { readonly count: number | undefined; readonly tone?: string }) {
  if (count === undefined) return <td className="figure-none">–</td>;
  return <td className={count === 0 ? 'figure-none' : tone}>{formatCount(count)}</td>;
}

function Rates() {
  const rates = useSnapshot((snapshot) => snapshot.rates);
  const all = [
    { name: 'Files', value: formatRate(rates.filesPerSecond), unit: '/ s' },
    { name: 'Read', value: formatBytes(rates.bytesPerSecond), unit: '/ s' },
    { name: 'Conversations', value: formatRate(rates.conversationsPerMinute), unit: '/ min' },
    { name: 'Chunks', value: formatRate(rates.chunksPerSecond), unit: '/ s' },
    { name: 'Tokens', value: formatRate(rates.tokensPerSecond), unit: '/ s' },
  ];
  return <Measures all={all} />;
}

/** What there is, while nothing moves. */
function Totals() {
  const files = useSnapshot((snapshot) => snapshot.files.done);
  const library = useSnapshot((snapshot) => snapshot.library);
  const all = [
    { name: 'Conversations', value: formatCount(library.conversations), unit: '' },
    { name: 'Messages', value: formatCount(library.messages), unit: '' },
    { name: 'Files', value: formatCount(files), unit: '' },
    { name: 'Chunks', value: formatCount(library.chunks), unit: '' },
    { name: 'Lines left out', value: formatCount(library.skippedLines), unit: '' },
  ];
  return <Measures all={all} />;
}

/** What the table beside it doesn't tell. */
function Rest() {
  const messages = useSnapshot(({ library }) => library.messages);
  const skipped = useSnapshot(({ library }) => library.skippedLines);
  return (
    <Measures
      all={[
        { name: 'Messages', value: formatCount(messages), unit: '' },
        { name: 'Lines left out', value: formatCount(skipped), unit: '' },
      ]}
    />
  );
}

interface Measure {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
}

function Measures({ all }: { readonly all: readonly Measure[] }) {
  return (
    <dl className="rates numbers">
      {all.map(({ name, value, unit }) => (
        <div key={name} className="rate">
          <dt>{name}</dt>
          <dd>
            {value} <span className="rate-unit">{unit}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
