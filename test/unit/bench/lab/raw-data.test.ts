import { check } from 'prettier';
import { expect, test } from 'vitest';
import { parseRawData, rawData } from '../../../../bench/lab/raw-data.ts';
import { remedies } from '../../../../bench/lab/remedies.ts';
import { labPage, type LabSetting } from '../../../../bench/lab/report.ts';
import { curve, measurement } from '../../../doubles/measurement.ts';

const setting: LabSetting = {
  seed: 1,
  files: 40,
  limits: { seconds: 60, safetyMb: 4_096 },
  cores: 2,
  processor: 'a processor',
  platform: 'linux x64',
  node: '24.0.0',
  onnxruntime: '1.30.0',
  date: '2026-11-24',
  minutes: 12,
  load: [0.1, 2.2],
};
const rows = remedies.map((remedy, index) => ({
  remedy,
  measurement: measurement({ id: remedy.id, samples: curve((file) => 150 + index * file, 40) }),
}));

test('the page can be made again from the raw data', () => {
  const read = parseRawData(rawData(rows, setting));
  expect(labPage(read.rows, read.setting, 'a.svg', 'a.json')).toBe(labPage(rows, setting, 'a.svg', 'a.json'));
});

test('the page has a row for each remedy, says what it teaches, and how to run it again', async () => {
  const page = labPage(rows, setting, 'a.svg', 'a.json');
  expect(await check(page, { parser: 'markdown' })).toBe(true);
  for (const { name, teaches } of remedies) {
    expect(page.replaceAll('`', '')).toContain(`| ${name} `);
    expect(page).toContain(teaches);
  }
  expect(page).toContain('npm run lab');
  expect(page).toContain('Voyage');
});
