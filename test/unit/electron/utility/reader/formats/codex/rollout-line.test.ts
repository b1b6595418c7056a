import { describe, expect, test } from 'vitest';
import { event, item, message, meta, read } from '../../../../../../doubles/codex-rollout.ts';
import { said, spoken } from '../../../../../../doubles/said.ts';

describe('what agents say to each other', () => {
  const communication = {
    author: '/root',
    recipient: '/root/worker',
    other_recipients: [],
    content: 'Chart the sandbanks.',
    trigger_turn: true,
  };
  const report = { ...communication, author: '/root/worker', recipient: '/root', content: 'Charted.' };

  test.each([
    ['as a line of its own', { type: 'inter_agent_communication', payload: communication }],
    [
      'as an item',
      item({ type: 'agent_message', content: [{ type: 'input_text', text: communication.content }] }),
    ],
    ['as the words of an assistant', message('assistant', JSON.stringify(communication))],
  ])('is the receiver’s prompt, written %s', async (_how, line) => {
    const reading = await read([
      meta('s'),
      line,
      { type: 'inter_agent_communication_metadata', payload: { trigger_turn: true } },
      message('assistant', 'Charted.'),
    ]);
    expect(said(reading)).toEqual(['user text: Chart the sandbanks.', 'assistant text: Charted.']);
    expect(reading.skipped).toEqual({});
  });

  test.each([
    ['as a line of its own', { type: 'inter_agent_communication', payload: communication }],
    ['as an item', item({ type: 'agent_message', content: [{ type: 'input_text', text: 'Go.' }] })],
    ['as the words of an assistant', message('assistant', JSON.stringify(communication))],
  ])('begins a turn that can be rolled back, written %s', async (_how, line) => {
    const reading = await read([
      meta('s'),
      message('user', 'a'),
      message('assistant', 're a'),
      line,
      message('assistant', 'Charted.'),
      event('thread_rolled_back', { num_turns: 1 }),
      message('user', 'b'),
    ]);
    expect(spoken(reading)).toEqual(['a', 're a', 'b']);
  });

  test.each([
    ['as a line of its own', { type: 'inter_agent_communication', payload: report }],
    [
      'as an item',
      item({
        type: 'agent_message',
        recipient: '/root',
        content: [{ type: 'input_text', text: 'Charted.' }],
      }),
    ],
  ])('is no prompt where the main one hears it, written %s', async (_how, line) => {
    const reading = await read([meta('s'), message('user', 'Chart the bay.'), line]);
    expect(said(reading)).toEqual(['user text: Chart the bay.', 'tool tool-result: Charted.']);
  });

  test('is nothing where it is encrypted', async () => {
    const encrypted = { ...communication, content: '', encrypted_content: 'gAAAA' };
    const reading = await read([
      meta('s'),
      { type: 'inter_agent_communication', payload: encrypted },
      item({ type: 'agent_message', content: [{ type: 'encrypted_content', encrypted_content: 'gAAAA' }] }),
      message('assistant', 'Charted.'),
    ]);
    expect(spoken(reading)).toEqual(['Charted.']);
    expect(reading.skipped).toEqual({});
  });

  test('is told from JSON that an assistant writes', async () => {
    const reading = await read([meta('s'), message('assistant', '{"author":"Ana","content":"x"}')]);
    expect(spoken(reading)).toEqual(['{"author":"Ana","content":"x"}']);
  });
});

describe('what was spoken aloud', () => {
  const spokenAloud = (content: object): object => ({
    type: 'realtime_item',
    payload: { id: 'v', realtime_session_id: 'voice', ...content },
  });

  test('is what the two said; the rest of such a session is silent', async () => {
    const reading = await read([
      meta('s'),
      spokenAloud({ type: 'realtime_session_started' }),
      spokenAloud({ type: 'transcript_segment', role: 'user', text: 'Is the lock open?' }),
      spokenAloud({ type: 'transcript_segment', role: 'assistant', text: 'It is.' }),
      spokenAloud({ type: 'realtime_session_closed', outcome: 'ended' }),
      { type: 'token_usage_record', payload: { total: 5 } },
      { type: 'security_risk_score', payload: { score: 1 } },
      { type: 'retained_context', payload: { items: [] } },
      item({ type: 'additional_tools', tools: [] }),
      item({ type: 'configuration_update' }),
    ]);
    expect(said(reading)).toEqual(['user text: Is the lock open?', 'assistant text: It is.']);
    expect(reading.skipped).toEqual({});
  });

  test('is kept beside events, and begins no turn', async () => {
    const reading = await read([
      meta('s'),
      event('user_message', { message: 'a' }),
      event('agent_message', { message: 're a' }),
      event('user_message', { message: 'b' }),
      spokenAloud({ type: 'transcript_segment', role: 'user', text: 'aloud' }),
      event('thread_rolled_back', { num_turns: 1 }),
      spokenAloud({ type: 'transcript_segment', role: 'user', text: 'later' }),
    ]);
    expect(spoken(reading)).toEqual(['a', 're a', 'later']);
  });
});
