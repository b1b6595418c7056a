import { expect, test } from 'vitest';
import { resumeCommand } from '../../../../../electron/main/application/resume-command.ts';

test.each([
  ['claude-code', '0b7c2a54-2f10', 'main', 'claude --resume 0b7c2a54-2f10'],
  ['codex', '0199-ab', 'main', 'codex resume 0199-ab'],
  ['claude-code', '0b7c2a54', 'subagent', null],
  ['text', 'notes', 'document', null],
  ['claude-code', 'x; rm -rf ~', 'main', null],
  ['claude-code', '--dangerous', 'main', null],
])('%s %s (%s) is gone on with by %s', (format, key, kind, command) => {
  expect(resumeCommand(format, key, kind)).toBe(command);
});
