import type { ReactNode } from 'react';
import './layout.css';

interface PageProps {
  readonly title: string;
  /** A line below the title. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A view with a heading, which scrolls as a whole. */
export function Page({ title, lead, actions, children }: PageProps) {
  return (
    <div className="page" tabIndex={-1}>
      <div className="page-inner">
        <header className="page-head">
          <div className="page-heading">
            <h1>{title}</h1>
            {lead && <p className="page-lead">{lead}</p>}
          </div>
          {actions && <div className="page-actions">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}

interface CardProps {
  readonly title: string;
  /** Beside the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Its content reaches the card's edge: a list of rows. */
  readonly flush?: boolean;
}

/** A part of a view, with its heading. */
export function Card({ title, aside, children, flush = false }: CardProps) {
  return (
    <section className="card" aria-label={title}>
      <header className="card-head">
        <h2>{title}</h2>
        {aside && <div className="card-aside">{aside}</div>}
      </header>
      <div className={flush ? 'card-flush' : 'card-body'}>{children}</div>
    </section>
  );
}
