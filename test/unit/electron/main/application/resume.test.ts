import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resumeWay, shownResume } from '../../../../../electron/main/application/resume.ts';
import { formatNames } from '../../../../../electron/shared/conversation.ts';

const UUID = '0b7c2a54-2f10-4c7e-9d3a-5e1f6a7b8c9d';

function shown(
  format: string,
  key: string,
  project: string | null = null,
  platform: NodeJS.Platform = 'linux',
) {
  return shownResume(resumeWay({ format, key, kind: 'main', project }), platform);
}

test.each([
  ['claude-code', '0b7c2a54-2f10', 'claude --resume 0b7c2a54-2f10'],
  ['codex', '0199-ab', 'codex resume 0199-ab'],
  ['gemini', UUID, `gemini --resume ${UUID}`],
  ['copilot-cli', UUID, `copilot --resume=${UUID}`],
  ['cursor-cli', UUID, `cursor-agent --resume ${UUID}`],
  ['opencode', 'ses_4e1fAb', 'opencode --session ses_4e1fAb'],
])('a conversation of %s is gone on with by a command', (format, key, command) => {
  expect(shown(format, key)).toEqual({ kind: 'command', command });
});

test.each([
  ['chatgpt', `https://chatgpt.com/c/${UUID}`],
  ['claude-ai', `https://claude.ai/chat/${UUID}`],
])('a conversation of %s has a page', (format, url) => {
  expect(shown(format, UUID)).toEqual({ kind: 'link', url });
});

test('every other one says why it can’t be gone on with', () => {
  for (const format of formatNames) {
    const way = resumeWay({ format, key: 'x; rm -rf ~', kind: 'main', project: null });
    expect(way, format).toEqual({ kind: 'none', why: expect.stringMatching(/^[A-Z].*\.$/) as string });
  }
  const info = { format: 'claude-code', key: 'one', project: null };
  expect(resumeWay({ ...info, kind: 'subagent' })).toMatchObject({ kind: 'none' });
  expect(resumeWay({ ...info, kind: 'main' }, ['b\u001bo', 'cleo'])).toEqual({
    kind: 'none',
    why: 'It can be gone on with where it is: on bo, cleo.',
  });
});

test.each(['--dangerously-skip-permissions', '-c', 'a b', 'a\nb', "'; reboot #", '$(reboot)', '%PATH%', ''])(
  'the id %j is given to no agent',
  (key) => {
    for (const format of formatNames) expect(shown(format, key), format).toMatchObject({ kind: 'none' });
  },
);

describe('the folder', () => {
  const command = (project: string, platform: NodeJS.Platform) => {
    const resume = shown('claude-code', 'one', project, platform);
    return resume.kind === 'command' ? resume.command : resume;
  };

  test.each([
    ['/home/mara/code/tidepool-shop', 'cd /home/mara/code/tidepool-shop && claude --resume one'],
    ['/Users/zoë/code', 'cd /Users/zoë/code && claude --resume one'],
    ['/home/mara/two words', "cd '/home/mara/two words' && claude --resume one"],
    ['/home/mara/$(reboot)`reboot`', "cd '/home/mara/$(reboot)`reboot`' && claude --resume one"],
    ["/home/mara's", "cd '/home/mara'\\''s' && claude --resume one"],
    ['/home/mara\nreboot', 'claude --resume one'],
    ['/home/mara\u001b[2J', 'claude --resume one'],
    ['/home/\u202emara', 'claude --resume one'],
    ['C:\\Users\\mara', 'claude --resume one'],
    ['relative', 'claude --resume one'],
    ['-', 'claude --resume one'],
    ['', 'claude --resume one'],
  ])('%j is gone to on Linux and macOS where that is safe', (project, expected) => {
    expect(command(project, 'linux')).toBe(expected);
    expect(command(project, 'darwin')).toBe(expected);
  });

  test.each([
    ['C:\\Users\\mara\\code', 'pushd "C:\\Users\\mara\\code"\r\nclaude --resume one'],
    ['D:\\Two Words (1)\\x&y', 'pushd "D:\\Two Words (1)\\x&y"\r\nclaude --resume one'],
    ['\\\\server\\share\\code', 'pushd "\\\\server\\share\\code"\r\nclaude --resume one'],
    ['C:\\%PATH%', 'claude --resume one'],
    ['C:\\$(reboot)', 'claude --resume one'],
    ['C:\\`reboot`', 'claude --resume one'],
    ['C:\\x" & reboot & "', 'claude --resume one'],
    ['C:\\x\u201d; reboot; \u201d', 'claude --resume one'],
    ['/home/mara', 'claude --resume one'],
  ])('%j is gone to on Windows where that is safe in both of its shells', (project, expected) => {
    expect(command(project, 'win32')).toBe(expected);
  });

  test.skipIf(process.platform === 'win32')('is one word to a real shell, whatever it is called', () => {
    const base = mkdtempSync(join(tmpdir(), 'recollect-resume-'));
    try {
      const names = fc.string({
        unit: fc.constantFrom(...Array.from('ab \'"$`\\!#&|;<>()*?[]{}~%=é日')),
        minLength: 1,
        maxLength: 20,
      });
      fc.assert(
        fc.property(names, (name) => {
          const folder = join(base, `x${name}`);
          mkdirSync(folder, { recursive: true });
          const line = command(folder, 'linux');
          if (typeof line !== 'string') throw new Error('There is no command.');
          const printed = execFileSync('/bin/sh', ['-c', line.replace(/ && claude.*$/s, ' && pwd -P')], {
            encoding: 'utf8',
          });
          expect(printed.endsWith(`/x${name}\n`)).toBe(true);
        }),
        { numRuns: 30 },
      );
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  });
});
