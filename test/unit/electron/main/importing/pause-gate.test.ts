import { expect, test } from 'vitest';
import { PauseGate } from '../../../../../electron/main/importing/pause-gate.ts';

test('holds back until it is opened', async () => {
  const gate = new PauseGate();
  const { signal } = new AbortController();
  await gate.wait(signal);
  gate.pause();
  let passed = false;
  const waiting = gate.wait(signal).then(() => (passed = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(passed).toBe(false);
  gate.resume();
  await waiting;
});

test('lets go of who waits, and of who comes after, when the signal is aborted', async () => {
  const gate = new PauseGate();
  const abort = new AbortController();
  gate.pause();
  const waiting = gate.wait(abort.signal);
  abort.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  await expect(gate.wait(abort.signal)).rejects.toThrow('stopped');
});
