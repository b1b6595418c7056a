import { expect, test } from 'vitest';
import { InFlight } from '../../../../../electron/main/importing/in-flight.ts';

test('nothing is under way before work begins and after the last has ended, also by failing', async () => {
  const inFlight = new InFlight();
  await inFlight.none();
  const ends: ((how: 'well' | 'badly') => void)[] = [];
  const work = () =>
    new Promise<string>((resolve, reject) =>
      ends.push((how) => (how === 'well' ? resolve('done') : reject(new Error('It failed.')))),
    );
  const [first, second] = [inFlight.during(work), inFlight.during(work)];
  let none = false;
  const waited = inFlight.none().then(() => (none = true));
  ends[0]?.('well');
  expect(await first).toBe('done');
  expect(none).toBe(false);
  ends[1]?.('badly');
  await expect(second).rejects.toThrow('It failed.');
  await waited;
  expect(none).toBe(true);
});
