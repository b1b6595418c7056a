import { Icon } from '../../components/Icon.tsx';
import type { Marks } from '../../../electron/shared/marks.ts';
import './marks.css';

/** A conversation's marks in a row: a star, whether it is hidden, its tags. */
export function MarkBadges({ marks }: { readonly marks: Marks }) {
  const { starred, hidden, tags } = marks;
  if (!starred && !hidden && tags.length === 0) return null;
  return (
    <span className="mark-badges">
      {starred && (
        <span className="mark-star">
          <Icon name="star" size={13} />
          <span className="visually-hidden">Starred</span>
        </span>
      )}
      {hidden && <span className="mark-badge">hidden</span>}
      {tags.map((tag) => (
        <span key={tag} className="mark-badge truncate" dir="auto">
          {tag}
        </span>
      ))}
    </span>
  );
}
