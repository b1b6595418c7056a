import { describe, expect, test } from 'vitest';
import type { NotePermission } from '../../../../../../electron/main/mcp/note-permission.ts';
import { connectAgent } from '../../../../../doubles/agent.ts';

/** A permission that the user gives and takes back. */
class ChangingPermission implements NotePermission {
  now = false;
  readonly listeners = new Set<() => void>();

  given(): boolean {
    return this.now;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(given: boolean): void {
    this.now = given;
    for (const listener of this.listeners) listener();
  }
}

const toTheFloor = { remember: () => Promise.resolve('/notes/x.md') };

describe('remember', () => {
  test('is offered only where the user has allowed it', async () => {
    const kept: unknown[] = [];
    const remember = (text: string, title: string | undefined): Promise<string> => {
      kept.push([text, title]);
      return Promise.resolve('/notes/x.md');
    };
    const { client, call } = await connectAgent({ notes: { remember } });
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'remember')?.annotations?.readOnlyHint).toBe(false);
    expect((await call('remember', { text: 'We chose SQLite.', title: 'Storage' })).data).toEqual({
      path: '/notes/x.md',
    });
    expect(kept).toEqual([['We chose SQLite.', 'Storage']]);
  });

  test('comes and goes with the permission, of which the agent is told', async () => {
    const permission = new ChangingPermission();
    const { client, call } = await connectAgent({ notes: toTheFloor, notePermission: permission });
    const told: string[] = [];
    client.fallbackNotificationHandler = ({ method }) => Promise.resolve(void told.push(method));
    const offered = async (): Promise<boolean> =>
      (await client.listTools()).tools.some(({ name }) => name === 'remember');
    expect(await offered()).toBe(false);
    expect((await call('remember', { text: 'x' })).text).toContain('disabled');
    permission.set(true);
    expect(await offered()).toBe(true);
    expect((await call('remember', { text: 'x' })).failed).toBe(false);
    permission.set(false);
    expect(await offered()).toBe(false);
    expect(told).toEqual(Array(2).fill('notifications/tools/list_changed'));
    await client.close();
    expect(permission.listeners.size).toBe(0);
  });

  test('stores nothing once the permission was taken back, though nobody was told yet', async () => {
    const permission = new ChangingPermission();
    permission.set(true);
    const { call } = await connectAgent({ notes: toTheFloor, notePermission: permission });
    permission.now = false;
    const { text, failed } = await call('remember', { text: 'x' });
    expect(failed).toBe(true);
    expect(text).toContain('Settings > Agents');
  });
});
