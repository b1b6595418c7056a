/**
 * Where conversations have changed: from there on their chunks are packed anew.
 */
import type { ConversationRowId } from '../../shared/ids.ts';
import { isBefore, type Position } from './conversation-chunks.ts';

/** The earliest changed place of each conversation that a transaction touches. */
export class ChangedPlaces {
  readonly first = new Map<ConversationRowId, Position>();

  add(conversation: ConversationRowId, position: Position): void {
    const known = this.first.get(conversation);
    if (!known || isBefore(position, known)) this.first.set(conversation, position);
  }
}

/** The place that a row's columns name. */
export function positionOf(row: { sort_time: number; sort_file: number; sort_offset: number }): Position {
  return { sortTime: row.sort_time, sortFile: row.sort_file, sortOffset: row.sort_offset };
}
