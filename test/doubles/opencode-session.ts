/**
 * One session of opencode, as it is stored and as it is read.
 */
import type { OpencodeMessage } from './agent-databases.ts';

/** When sessions begin, in ms since 1970. */
export const NOW = Date.UTC(2026, 7, 1);

/** A part that is text. */
export const text = (said: string): object => ({ type: 'text', text: said });

/** A question, and an answer with a tool. */
export const session: OpencodeMessage[] = [
  {
    role: 'user',
    parts: [text('Why is the build slow?'), { type: 'text', text: 'file contents', synthetic: true }],
  },
  {
    role: 'assistant',
    parts: [
      { type: 'step-start' },
      { type: 'reasoning', text: 'pondering' },
      {
        type: 'tool',
        tool: 'bash',
        state: { status: 'completed', input: { command: 'make -j1' }, output: 'ok in 90 s' },
      },
      text('It runs one job at a time.'),
    ],
  },
];

/** What is read of it: who, what kind, and the text. */
export const said = [
  ['user', 'text', 'Why is the build slow?'],
  ['assistant', 'tool-call', 'bash make -j1'],
  ['assistant', 'text', 'It runs one job at a time.'],
  ['tool', 'tool-result', 'ok in 90 s'],
];
