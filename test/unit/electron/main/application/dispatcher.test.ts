import { describe, expect, test } from 'vitest';
import type { ClientContext } from '../../../../../electron/main/application/client-context.ts';
import { createDispatcher, type Handlers } from '../../../../../electron/main/application/dispatcher.ts';
import { createHandlers, type HandlerParts } from '../../../../../electron/main/application/handlers.ts';
import { Searches } from '../../../../../electron/main/application/searches.ts';
import { KeptSettings } from '../../../../../electron/main/settings/kept-settings.ts';
import { contract } from '../../../../../electron/shared/contract/contract.ts';
import { channelsOf } from '../../../../../electron/shared/contract/define.ts';
import { envelopeSchema } from '../../../../../electron/shared/contract/failure.ts';
import { RecollectError } from '../../../../../electron/shared/errors.ts';
import { createWebServices } from '../../../../../headless/web/web-services.ts';

function client(signal = new AbortController().signal): ClientContext {
  return { id: 'one', signal, send: () => undefined };
}

function handlers(changes: Partial<HandlerParts> = {}): Handlers {
  const notNow = (): never => {
    throw new RecollectError('library-damaged', 'The library is damaged.');
  };
  return createHandlers({
    services: createWebServices('/data', () => 'http://127.0.0.1:4757'),
    settings: new KeptSettings({ path: '', read: () => ({}), write: () => undefined, setAside: () => '' }),
    searches: new Searches(),
    sampleFolder: '/sample',
    notesFolder: '/data/notes',
    dataDirectory: '/data',
    now: () => 0,
    running: notNow,
    snapshot: notNow,
    addPaths: (paths) => Promise.resolve(paths.map((path) => ({ path, outcome: 'added', message: null }))),
    retry: () => Promise.resolve(),
    setLibraryAside: () => Promise.resolve('/data/library.db.damaged'),
    finishFirstRun: () => Promise.resolve(),
    memoryHistory: () => Promise.resolve({ ceilingMb: 400, series: [], marks: [] }),
    changed: () => undefined,
    ...changes,
  });
}

const dispatcher = (
  changes?: Partial<HandlerParts>,
  report: (channel: string, error: unknown) => void = () => undefined,
) => createDispatcher(handlers(changes), report);

describe('the dispatcher', () => {
  test('has a handler for every request of the contract', async () => {
    const dispatch = dispatcher();
    const requests = channelsOf(contract).filter(({ leaf }) => leaf.kind === 'request');
    expect(requests.length).toBeGreaterThan(20);
    for (const { name } of requests) {
      // Asked wrongly: the channel is known, the input is not.
      const envelope = await dispatch(name, { no: 'such input' }, client());
      expect(envelope, name).toMatchObject({ ok: false, error: { code: 'usage' } });
      expect(JSON.stringify(envelope), name).not.toContain('no request');
    }
  });

  test('is not made where a handler is missing', () => {
    const { search: _search, ...rest } = handlers();
    expect(() => createDispatcher(rest as Handlers, () => undefined)).toThrow(
      'search.prepare has no handler',
    );
  });

  test.each([
    ['an unknown channel', 'sources.format', undefined],
    ['an event', 'snapshot.changed', undefined],
    ['a branch', 'sources', undefined],
    ['what every object has', 'sources.constructor', undefined],
    ['another key', 'sources.add', { paths: ['/a'], force: true }],
    ['too many paths', 'sources.add', { paths: Array.from({ length: 1_001 }, () => '/a') }],
    ['too long a path', 'sources.add', { paths: ['a'.repeat(40_000)] }],
    [
      'too long a query',
      'search.run',
      { ticket: 't', query: 'a'.repeat(5_000), mode: 'hybrid', limit: 1, filter: {} },
    ],
    ['no number', 'sources.setPaused', { id: '1', paused: true }],
    ['too large a page', 'conversations.messages', { id: 'a:b', from: 0, count: 10_000 }],
    ['a setting out of range', 'settings.set', { memoryCeilingMb: 10 }],
  ])('refuses %s', async (_what, channel, input) => {
    expect(await dispatcher()(channel, input, client())).toMatchObject({
      ok: false,
      error: { code: 'usage' },
    });
  });

  test('answers with a value, or with code and sentence of what went wrong', async () => {
    const dispatch = dispatcher();
    const added = await dispatch('sources.add', { paths: ['/a'] }, client());
    expect(envelopeSchema.parse(added)).toEqual({
      ok: true,
      value: [{ path: '/a', outcome: 'added', message: null }],
    });
    expect(await dispatch('sync.now', undefined, client())).toEqual({
      ok: false,
      error: { code: 'library-damaged', message: 'The library is damaged.' },
    });
  });

  test('tells no client of a mistake of the program, but the log', async () => {
    const heard: unknown[] = [];
    const mistake = new TypeError('secret is undefined at /home/ana');
    const dispatch = dispatcher({ retry: () => Promise.reject(mistake) }, (_channel, error) =>
      heard.push(error),
    );
    const envelope = await dispatch('sync.retry', undefined, client());
    expect(envelope).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(envelope)).not.toContain('secret');
    expect(heard).toEqual([mistake]);
  });

  test('asks nothing for a client that has gone', async () => {
    const asked: string[] = [];
    const dispatch = dispatcher({
      retry: () => {
        asked.push('retry');
        return Promise.resolve();
      },
    });
    const envelope = await dispatch('sync.retry', undefined, client(AbortSignal.abort()));
    expect(envelope).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(asked).toEqual([]);
  });
});
