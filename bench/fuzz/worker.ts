/**
 * Entry of a process that fuzzes one format, as the reader process is run. Arguments: format, inputs, seed.
 */
import { readableFixtures } from '../../test/doubles/fixtures.ts';
import { TemporaryFolder } from '../../test/doubles/reader.ts';
import { databaseFixtures } from './databases.ts';
import { fuzzFormat, wordOwners, type DamagedFixture } from './fuzz-format.ts';

const [format = '', inputs = '0', seed = ''] = process.argv.slice(2);

/** Inputs between two reports of progress. */
const STEP = 100;

await using folder = await TemporaryFolder.create();
const fixtures: DamagedFixture[] = [...(await readableFixtures()), ...(await databaseFixtures(folder.path))];
const owners = await wordOwners(fixtures);
const chosen = fixtures.filter((fixture) => fixture.format === format);
const report = await fuzzFormat(chosen, owners, seed, [0, Number(inputs)], (input) => {
  if (input % STEP === 0) process.send?.({ input });
});
process.send?.({ report });
