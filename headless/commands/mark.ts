import { marksChangeSchema, type Marks, type MarksChange } from '../../electron/shared/marks.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { composeEngine } from '../compose.ts';
import { conversationGone, meantId, printedId } from '../conversation-ids.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** `recollect star|tag|hide CONVERSATION`: changes the marks of a conversation and prints those that it has now. */
export async function markCommand(
  named: string,
  change: MarksChange,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const parsed = marksChangeSchema.safeParse(change);
  if (!parsed.success) throw new RecollectError('usage', 'A tag is one line of up to 60 characters.');
  const engine = await composeEngine({ ...options, onOutput: (text) => terminal.pass(text) });
  try {
    const { read, write } = engine.library;
    const id = await meantId(named, (each) => read.conversationHeader(each));
    const marks = await write.changeMarks(id, parsed.data);
    if (!marks) throw conversationGone(id);
    terminal.json({ conversationId: id, ...marks });
    terminal.say(`${printedId(id)}: ${describe(marks)}.`);
    return exitCodes.done;
  } finally {
    await engine.close();
  }
}

function describe({ starred, hidden, tags }: Marks): string {
  const said = [
    ...(starred ? ['starred'] : []),
    ...(hidden ? ['hidden from search'] : []),
    ...(tags.length > 0 ? [`tagged ${tags.join(', ')}`] : []),
  ];
  return said.length === 0 ? 'no marks' : said.join(', ');
}
