import './control.css';

interface ProgressBarProps {
  readonly label: string;
  /** What a screen reader says in place of the percentage. */
  readonly text: string;
  /** 0 to 1. */
  readonly share: number;
  readonly tone?: 'accent' | 'good' | 'muted';
}

/** How much of something is done. It grows by a transform: no layout, ten times a second. */
export function ProgressBar({ label, text, share, tone = 'accent' }: ProgressBarProps) {
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      aria-valuetext={text}
    >
      <div className={`progress-fill progress-${tone}`} style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
