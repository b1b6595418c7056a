import { expect, test } from 'vitest';
import { resumeCommand } from '../../../../../electron/main/application/resume-command.ts';

test.each([
  ['claude-code', '0b7c2a54-2f10', 'main', 'claude --resume 0b7c2a54-2f10'],
  ['codex', '0199-ab', 'main', 'codex resume 0199-ab'],
  [
    'gemini',
    '0b7c2a54-2f10-4c7e-9d3a-5e1f6a7b8c9d',
    'main',
    'gemini --resume 0b7c2a54-2f10-4c7e-9d3a-5e1f6a7b8c9d',
  ],
  ['gemini', 'session-2026-01-02', 'main', null],
  ['claude-code', '0b7c2a54', 'subagent', null],
  ['text', 'notes', 'document', null],
  ['claude-code', 'x; rm -rf ~', 'main', null],
  ['claude-code', '--dangerous', 'main', null],
] as const)('%s %s (%s) is gone on with by %s', (format, key, kind, command) => {
  expect(resumeCommand({ format, key, kind, project: null })).toBe(command);
});

test.each([
  ['/home/mara/code/tidepool-shop', 'cd /home/mara/code/tidepool-shop && claude --resume one'],
  ['/home/mara/$(reboot)', 'claude --resume one'],
  ['/home/mara/two words', 'claude --resume one'],
  ['/home/mara;reboot', 'claude --resume one'],
  ['/home/mara\nreboot', 'claude --resume one'],
  ['C:\\Users\\mara', 'claude --resume one'],
  ['relative', 'claude --resume one'],
  ['', 'claude --resume one'],
])('in its folder %j by %j', (project, command) => {
  expect(resumeCommand({ format: 'claude-code', key: 'one', kind: 'main', project })).toBe(command);
});
