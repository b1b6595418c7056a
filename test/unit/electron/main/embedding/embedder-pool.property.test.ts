/**
 * Whatever is set while a pool embeds (ceiling, workers, pace), and whatever its processes do meanwhile: each text is
 * embedded, each request is answered once, and no more processes work than were asked for.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecollectError } from '../../../../../electron/shared/errors.ts';
import { settled, type FakeEmbedder } from '../../../../doubles/fake-embedders.ts';
import { createFakePool } from '../../../../doubles/fake-pool.ts';
import { DIMENSIONS } from '../../../../doubles/slot-world.ts';

type Step =
  | {
      readonly do: 'configure';
      readonly ceilingMb: number;
      readonly workers: number;
      readonly gentle: boolean;
    }
  | { readonly do: 'embed'; readonly texts: number }
  | { readonly do: 'query' }
  | { readonly do: 'ready' | 'answer' | 'exit'; readonly pick: number }
  | { readonly do: 'grow'; readonly pick: number; readonly rssMb: number }
  | { readonly do: 'pass'; readonly milliseconds: number };

const pick = fc.nat(7);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('configure' as const),
      ceilingMb: fc.integer({ min: 200, max: 900 }),
      workers: fc.integer({ min: 1, max: 4 }),
      gentle: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('embed' as const), texts: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('query' as const) }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constantFrom('ready' as const, 'answer' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('exit' as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('grow' as const),
      pick,
      rssMb: fc.integer({ min: 140, max: 800 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      milliseconds: fc.integer({ min: 1, max: 3_000 }),
    }),
  },
);

/** A pool whose processes behave unless a step says otherwise, and what was asked of it. */
class PoolWorld {
  readonly fake = createFakePool();
  private readonly readied = new Set<FakeEmbedder>();
  private readonly outcomes: Promise<unknown>[] = [];
  private asked = 0;
  answered = 0;
  vectors = 0;
  texts = 0;

  constructor() {
    this.fake.starter.prioritiesMayRise = false;
  }

  async take(action: Step): Promise<void> {
    const { pool, starter, clock } = this.fake;
    switch (action.do) {
      case 'configure': {
        const { ceilingMb, workers, gentle } = action;
        const priority = gentle ? 'lowest' : 'below-normal';
        pool.configure({ ceilingMb, workers, priority, restShare: gentle ? 1 : 0 });
        break;
      }
      case 'embed': {
        const names = Array.from({ length: action.texts }, (_, index) => `${this.texts}.${index}`);
        this.ask(action.texts, async (signal) => {
          const { vectors } = await pool.embedDocuments(names, signal);
          return vectors.length / DIMENSIONS;
        });
        break;
      }
      case 'query':
        this.ask(1, async (signal) => {
          expect(await pool.embedQuery('q', signal)).toHaveLength(DIMENSIONS);
          return 1;
        });
        break;
      case 'ready':
        await this.ready(action.pick);
        break;
      case 'answer':
        await this.chosen(action.pick, ({ embeds }) => embeds.length > 0)?.answer();
        break;
      case 'exit':
        await this.chosen(action.pick, () => true)?.exit();
        break;
      case 'grow': {
        const child = this.chosen(action.pick, () => true);
        if (child) child.rssMb = action.rssMb;
        break;
      }
      case 'pass':
        await clock.pass(action.milliseconds);
        break;
    }
    await settled();
    const working = starter.alive.filter(({ embeds, killed }) => embeds.length > 0 && !killed);
    for (const child of working)
      expect(new Set(child.embeds.map(({ batch }) => batch)).size).toBe(child.embeds.length);
  }

  /** From now on all behave, and the user lets a pool that gave up go on. */
  async settle(): Promise<void> {
    const { pool, starter, clock } = this.fake;
    pool.configure({ ceilingMb: 400, workers: 2, priority: 'below-normal', restShare: 0 });
    for (let round = 0; round < 400 && this.answered < this.asked; round += 1) {
      if (pool.status().failure) pool.retry();
      for (const child of starter.alive) {
        child.rssMb = 150;
        if (child.killed || child.requests.some(({ type }) => type === 'exit'))
          await child.exit({ code: 0, signal: null });
        else if (!this.readied.has(child)) await this.readyOne(child);
        else if (child.embeds.length > 0) await child.answer();
        else await child.say({ type: 'alive', rssMb: 150 });
      }
      await clock.pass(500);
    }
    expect(this.answered, 'every request is answered').toBe(this.asked);
    await Promise.all(this.outcomes);
  }

  /** Asks for vectors until it gets them: a pool that gives up says so to all that wait, and the backlog asks again. */
  private ask(texts: number, request: (signal: AbortSignal) => Promise<number>): void {
    this.asked += 1;
    this.texts += texts;
    const { signal } = new AbortController();
    const once = async (): Promise<void> => {
      const vectors = await request(signal).catch((error: unknown) => {
        if (error instanceof RecollectError) return null;
        throw error;
      });
      if (vectors === null) {
        await settled();
        await once();
        return;
      }
      this.answered += 1;
      this.vectors += vectors;
    };
    this.outcomes.push(once());
  }

  private async ready(index: number): Promise<void> {
    const child = this.chosen(index, (each) => !this.readied.has(each));
    if (child) await this.readyOne(child);
  }

  private async readyOne(child: FakeEmbedder): Promise<void> {
    this.readied.add(child);
    await child.ready();
  }

  private chosen(index: number, of: (child: FakeEmbedder) => boolean): FakeEmbedder | undefined {
    const children = this.fake.starter.alive.filter(of);
    return children[index % Math.max(1, children.length)];
  }
}

test('settings that change in mid-run lose no text and double none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const world = new PoolWorld();
      for (const action of steps) await world.take(action);
      await world.settle();
      expect(world.vectors, 'every text has one vector').toBe(world.texts);
    }),
    { numRuns: 200 },
  );
});
