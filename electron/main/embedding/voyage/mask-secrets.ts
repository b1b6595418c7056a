/**
 * Masks secrets in texts before they leave the machine: keys, tokens and passwords that secretlint's recommended
 * rules find. They look for forms that nothing else has, so that code stays as it is.
 */
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

/** What stands where a secret stood. */
export const MASK = '[secret]';

/** Texts without secrets, in the order they were given, and how often each rule found one. */
export interface MaskedTexts {
  readonly texts: readonly string[];
  readonly found: Readonly<Record<string, number>>;
}

/** Between two texts in the one source that is looked through: no rule's secret spans it. */
const BETWEEN = '\n\n\u0000\n\n';

const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] };

// It would mark each rule of each call in the timeline of the process, which forgets nothing.
secretLintProfiler.setEnabled(false);

/** Masks the secrets in texts. */
export async function maskSecrets(texts: readonly string[]): Promise<MaskedTexts> {
  const content = texts.join(BETWEEN);
  const { messages } = await lintSource({
    source: { filePath: 'text.txt', content, contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  });
  const found: Record<string, number> = {};
  const places: [number, number][] = [];
  for (const { range, ruleId } of messages) {
    const rule = ruleId.replace(/^.*secretlint-rule-/, '');
    found[rule] = (found[rule] ?? 0) + 1;
    places.push([range[0], range[1]]);
  }
  if (places.length === 0) return { texts, found };
  return { texts: masked(content, places).split(BETWEEN), found };
}

function masked(content: string, places: readonly [number, number][]): string {
  let text = '';
  let at = 0;
  for (const [from, to] of [...places].sort(([a], [b]) => a - b)) {
    if (to <= at) continue;
    text += content.slice(at, Math.max(at, from));
    if (from >= at) text += MASK;
    at = to;
  }
  return text + content.slice(at);
}
