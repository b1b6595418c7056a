import { useStore } from 'zustand';
import type { Marks } from '../../../electron/shared/marks.ts';
import { useApp } from '../../state/app.tsx';
import type { Markable } from '../../state/marks.ts';

/** The marks of a conversation as they are now. */
export function useMarks({ id, marks }: Pick<Markable, 'id' | 'marks'>): Marks {
  return useStore(useApp().marks.store, ({ changed }) => changed.get(id) ?? marks);
}
