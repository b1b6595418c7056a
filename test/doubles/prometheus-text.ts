/**
 * What a Prometheus would read at /metrics.
 */
import { z } from 'zod';
// @ts-expect-error -- it has no types
import parsePrometheusTextFormat from 'parse-prometheus-text-format';

const familySchema = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(['GAUGE', 'COUNTER']),
  metrics: z.array(
    z.object({ value: z.coerce.number(), labels: z.record(z.string(), z.string()).default({}) }),
  ),
});

/** A value with its labels. */
export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** The samples of each metric by its name. @throws where the text is not in the format. */
export function readPrometheusText(text: string): ReadonlyMap<string, readonly Sample[]> {
  const parse = z.function({ input: [z.string()], output: z.unknown() }).parse(parsePrometheusTextFormat);
  const families = z.array(familySchema).parse(parse(text));
  return new Map(families.map(({ name, metrics }) => [name, metrics]));
}
