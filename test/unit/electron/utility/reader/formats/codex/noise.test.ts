import { describe, expect, test } from 'vitest';
import { withoutNoise } from '../../../../../../../electron/utility/reader/formats/codex/noise.ts';

describe('what Codex puts into the user’s mouth', () => {
  test.each([
    ['# AGENTS.md instructions for /a\n\n<INSTRUCTIONS>\nUse tabs.\n</INSTRUCTIONS>'],
    ['# AGENTS.md instructions for /a\n\nUse tabs.'],
    ['<environment_context>\n<cwd>/a</cwd>\n</environment_context>'],
    ['<environment_context>\n<cwd>/a'],
    ['<user_instructions>\nBe brief.\n</user_instructions>\n\n<environment_context>x</environment_context>'],
    ['<turn_aborted>\nInterrupted.\n</turn_aborted>'],
    ['<subagent_notification>{"agent_id":"x"}</subagent_notification>'],
    ['<codex_internal_context source="goal">Go on.</codex_internal_context>'],
    ['<skill><name>x</name></skill>'],
    ['<image name=[Image #1]>'],
    ['</image>'],
    [
      '<user_action>\n  <context>User initiated a review task.</context>\n  <results>\n  Fine.\n  </results>\n</user_action>\n',
    ],
    ['<hook_prompt hook_run_id="stop-1">Run the tests &amp; go on.</hook_prompt>'],
    ['<extension_context>\nSteer.\n</extension_context>'],
    ['<external_browser>The page is open.</external_browser>'],
    ['<external_context kind="untrusted" key="browser">The page is open.</external_context>'],
    [
      'Warning: apply_patch was requested via exec_command. Use the apply_patch tool instead of exec_command.',
    ],
    ['Warning: The maximum number of unified exec processes you can keep open is 60 and you have 61.'],
    ['  '],
  ])('is nothing: %j', (text) => {
    expect(withoutNoise(text)).toBe('');
  });

  test.each([
    ['<environment_context>x</environment_context>\n\nAdd a test', 'Add a test'],
    ['<recommended_plugins>x</recommended_plugins>\n# AGENTS.md y\n<INSTRUCTIONS>z</INSTRUCTIONS>\nGo', 'Go'],
    ['# Context from my IDE setup:\n\n## Open tabs:\n- a.ts\n\n## My request for Codex:\nFix it', 'Fix it'],
    [
      '<user_shell_command>\n<command>\nls -l\n</command>\n<result>\nx\n</result>\n</user_shell_command>',
      '! ls -l',
    ],
    ['What does <environment_context> hold?', 'What does <environment_context> hold?'],
    ['<div>is not centred</div>', '<div>is not centred</div>'],
    ['# Plan\n\nDo it.', '# Plan\n\nDo it.'],
    ['Warning: this is urgent. Fix it.', 'Warning: this is urgent. Fix it.'],
  ])('is taken from a prompt: %j', (text, own) => {
    expect(withoutNoise(text)).toBe(own);
  });
});
