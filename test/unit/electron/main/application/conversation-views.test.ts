import { describe, expect, test } from 'vitest';
import { headerView, messageView } from '../../../../../electron/main/application/conversation-views.ts';
import { NO_MARKS } from '../../../../../electron/shared/marks.ts';

describe('what the window shows of a conversation', () => {
  const info = {
    id: 'claude-code:one',
    format: 'claude-code',
    key: 'one',
    title: 'Invoice\u202egnp.exe',
    project: '/home/ana/\u001b]0;owned\u0007web',
    kind: 'main' as const,
    parent: null,
    startedAt: null,
    updatedAt: null,
    messages: 1,
    paths: ['/home/ana/one.jsonl'],
    marks: NO_MARKS,
  };

  test('has no characters that act, in its title and its project', () => {
    expect(headerView(info)).toMatchObject({ title: 'Invoicegnp.exe', project: '/home/ana/]0;ownedweb' });
    expect(headerView({ ...info, title: null, project: null })).toMatchObject({ title: null, project: null });
  });

  test('says how its agent goes on with it', () => {
    const project = '/home/ana/web';
    expect(headerView({ ...info, project }).resume).toEqual({
      kind: 'command',
      command: 'cd /home/ana/web && claude --resume one',
    });
  });

  test('has none in its messages, and keeps lines and tabs', () => {
    const parts = [{ kind: 'text' as const, text: 'one\n\ttwo \u2066three\u2069\u009b31m' }];
    const view = messageView({ id: 'm', position: 0, role: 'user', time: null, parts });
    expect(view.parts).toEqual([{ kind: 'text', text: 'one\n\ttwo three31m' }]);
  });
});
