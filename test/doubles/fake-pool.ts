/**
 * A pool of embedders whose processes and clock a test plays by hand.
 */
import { EmbedderPool, type EmbedderPoolOptions } from '../../electron/main/embedding/embedder-pool.ts';
import type { EmbedderEvent } from '../../electron/main/embedding/provider.ts';
import { supervisorSettings } from '../../electron/main/embedding/supervisor.ts';
import { FakeClock, FakeStarter } from './fake-embedders.ts';
import { DIMENSIONS } from './slot-world.ts';

/** A pool with its processes, its clock and what it has reported. */
export function createFakePool(changes: Partial<EmbedderPoolOptions> = {}) {
  const starter = new FakeStarter();
  const clock = new FakeClock();
  const pool = new EmbedderPool({
    provider: 'local',
    model: 'test',
    dimensions: DIMENSIONS,
    modelFolder: '/model',
    workers: 1,
    supervisor: supervisorSettings(400),
    starter,
    probe: {
      measure: (pids) =>
        Promise.resolve(
          new Map(
            starter.alive.filter(({ pid }) => pids.includes(pid)).map(({ pid, rssMb }) => [pid, rssMb]),
          ),
        ),
    },
    now: () => clock.now,
    random: () => 0,
    schedule: clock.schedule,
    ...changes,
  });
  const events: EmbedderEvent[] = [];
  pool.onEvent((event) => events.push(event));
  return { pool, starter, clock, events };
}
