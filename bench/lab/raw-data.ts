/** The laboratory's raw data as JSON: what the page and the plot are made from, and can be made from again. */
import { z } from 'zod';
import { figuresOf } from './figures.ts';
import type { LabRow, LabSetting } from './report.ts';
import { remedies } from './remedies.ts';

const settingSchema = z.object({
  seed: z.int(),
  files: z.int(),
  limits: z.object({ seconds: z.number(), safetyMb: z.number() }),
  cores: z.int(),
  processor: z.string(),
  platform: z.string(),
  node: z.string(),
  onnxruntime: z.string(),
  date: z.string(),
  minutes: z.number(),
  load: z.tuple([z.number(), z.number()]),
});

/** Seconds, MB of the largest process, MB of all, files done, restarts. */
const sampleSchema = z
  .tuple([z.number(), z.number(), z.number(), z.int(), z.int()])
  .transform(([seconds, largestMb, totalMb, files, restarts]) => ({
    seconds,
    largestMb,
    totalMb,
    files,
    restarts,
  }));

const measurementSchema = z.object({
  id: z.string(),
  outcome: z.enum(['finished', 'out-of-time', 'killed', 'failed']),
  seconds: z.number(),
  files: z.int(),
  restarts: z.int(),
  lost: z.int().nullable(),
  doubled: z.int().nullable(),
  printed: z.string(),
  samples: z.array(sampleSchema),
});

const rawDataSchema = z.object({ setting: settingSchema, remedies: z.array(measurementSchema) });

/** One sample a line, so that a change can be read. Sizes and times in tenths. */
export function rawData(rows: readonly LabRow[], setting: LabSetting): string {
  const tenths = (value: number): number => Math.round(value * 10) / 10;
  const measurements = rows.map(({ measurement }) => {
    const { samples, ...rest } = measurement;
    const lines = samples.map(({ seconds, largestMb, totalMb, files, restarts }) =>
      JSON.stringify([tenths(seconds), tenths(largestMb), tenths(totalMb), files, restarts]),
    );
    const head = JSON.stringify({ ...rest, figures: figuresOf(measurement) }).slice(0, -1);
    return `${head},"samples":[\n${lines.join(',\n')}\n]}`;
  });
  return `{"setting":${JSON.stringify(setting)},"remedies":[\n${measurements.join(',\n')}\n]}\n`;
}

/** Reads raw data. Rows of remedies that are no longer known are left out. @throws ZodError if it is none. */
export function parseRawData(json: string): { readonly rows: LabRow[]; readonly setting: LabSetting } {
  const { setting, remedies: measurements } = rawDataSchema.parse(JSON.parse(json));
  const rows = measurements.flatMap((measurement) => {
    const remedy = remedies.find(({ id }) => id === measurement.id);
    return remedy ? [{ remedy, measurement }] : [];
  });
  return { rows, setting };
}
