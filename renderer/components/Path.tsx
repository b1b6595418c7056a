import './path.css';
import { splitPath } from '../format/names.ts';

/**
 * A path in one line. Where it doesn't fit, its folder is cut and its last part stays. Always written from left to
 * right, whatever the letters in it.
 */
export function Path({ path }: { readonly path: string }) {
  const { folder, name } = splitPath(path);
  return (
    <span className="path" dir="ltr" title={path}>
      {folder && <span className="path-folder">{folder}</span>}
      <span className="path-name">{name}</span>
    </span>
  );
}
