/**
 * Voyage behind a proxy: the command line goes by HTTPS_PROXY and NO_PROXY, whatever the address of the API is.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ForwardProxy } from '../doubles/forward-proxy.ts';
import { runRecollect, writeVoyageSettings } from '../doubles/voyage/command-line.ts';
import { VoyageWorld } from '../doubles/voyage/world.ts';

/** A name that no resolver knows: only the proxy leads there. */
const ADDRESS = 'https://voyage.test/v1';
const certificates = join(import.meta.dirname, '..', 'doubles', 'voyage', 'certificates');
const trust = { NODE_EXTRA_CA_CERTS: join(certificates, 'voyage.test.crt.pem') };

describe('behind a proxy', () => {
  test('an import goes through it, a question too, and past it where NO_PROXY says so', async () => {
    await using world = await VoyageWorld.create({}, certificates);
    await using proxy = await ForwardProxy.start(world.standIn.port);
    await writeVoyageSettings(world, { baseUrl: ADDRESS });
    await world.write(['apple']);
    const through = { ...trust, HTTPS_PROXY: proxy.url };
    const args = ['import', world.home, '--provider', 'voyage', '--accept-cost'];
    const imported = await runRecollect(world, args, through);
    expect([imported.code, imported.document]).toMatchObject([0, { quarantined: 0 }]);
    expect(world.standIn.bill.answered).toBeGreaterThan(0);
    expect(new Set(proxy.asked)).toEqual(new Set(['voyage.test:443']));

    const { answered } = world.standIn.bill;
    const question = ['search', 'apple', '--provider', 'voyage'];
    expect((await runRecollect(world, question, through)).document).toMatchObject({ notes: [] });
    expect(world.standIn.bill.answered).toBe(answered + 1);

    const asked = proxy.asked.length;
    const past = await runRecollect(world, question, { ...through, NO_PROXY: 'example.com,voyage.test' });
    expect(past.said).toContain("Voyage can't be reached (ENOTFOUND)");
    expect([past.code, proxy.asked.length]).toEqual([0, asked]);
  });

  test('an address without TLS goes by HTTP_PROXY', async () => {
    await using world = await VoyageWorld.create();
    await using proxy = await ForwardProxy.start(world.standIn.port);
    await writeVoyageSettings(world);
    await world.write(['apple']);
    const args = ['import', world.home, '--provider', 'voyage', '--accept-cost'];
    const { code } = await runRecollect(world, args, { HTTP_PROXY: proxy.url });
    expect([code, world.standIn.bill.answered > 0, proxy.asked.length > 0]).toEqual([0, true, true]);
  });

  test('a proxy that is not there, or none, costs a question only its meaning', async () => {
    await using world = await VoyageWorld.create();
    await writeVoyageSettings(world);
    await world.write(['apple']);
    await runRecollect(world, ['import', world.home, '--provider', 'voyage', '--accept-cost']);
    const question = ['search', 'apple', '--provider', 'voyage'];
    const gone = await runRecollect(world, question, { HTTP_PROXY: 'http://127.0.0.1:9' });
    expect(gone.said).toMatch(/Found by word only: .*ECONNREFUSED.*proxy/);
    expect(gone.document).toMatchObject({ hits: [{ conversationId: 'claude-code:apple' }] });
    const wrong = await runRecollect(world, question, { HTTP_PROXY: 'not an address' });
    expect([wrong.code, wrong.said]).toEqual([0, expect.stringContaining('HTTP_PROXY')]);
    expect(wrong.document).toMatchObject({ notes: [] });
  });
});
