/**
 * Masks secrets in texts before they leave the machine: keys, tokens and passwords that secretlint's recommended
 * rules find, and parts of private keys. They look for forms that nothing else has, so that code stays as it is.
 */
import type { lintSource } from '@secretlint/core';
import { privateKeyStretches, type Stretch } from './private-key-stretches.ts';

/** What stands where a secret stood. */
export const MASK = '[secret]';

/** Texts without secrets, in the order they were given, and how often each rule found one. */
export interface MaskedTexts {
  readonly texts: readonly string[];
  readonly found: Readonly<Record<string, number>>;
}

/** Between two texts in the one source that is looked through. A find that goes on over it is cut there. */
const BETWEEN = '\n\n\u0000\n\n';

/** Loads what finds secrets, with the first text: most people send none. */
async function loadLinter(): Promise<(content: string) => ReturnType<typeof lintSource>> {
  const [{ lintSource }, { secretLintProfiler }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/profiler'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  // It would mark each rule of each call in the timeline of the process, which forgets nothing.
  secretLintProfiler.setEnabled(false);
  const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] };
  return (content) =>
    lintSource({
      source: { filePath: 'text.txt', content, contentType: 'text' },
      options: { config, noPhysicFilePath: true },
    });
}

/** Masks the secrets in texts. */
export async function maskSecrets(texts: readonly string[]): Promise<MaskedTexts> {
  const lint = await loadLinter();
  const { messages } = await lint(texts.join(BETWEEN));
  const found: Record<string, number> = {};
  const count = (rule: string): number => (found[rule] = (found[rule] ?? 0) + 1);
  for (const { ruleId } of messages) count(ruleId.replace(/^.*secretlint-rule-/, ''));
  const ranges = messages.map(({ range: [from, to] }): Stretch => [from, to]).sort(([a], [b]) => a - b);
  let start = 0;
  let next = 0;
  const open = texts.map((text) => {
    const end = start + text.length;
    const places: Stretch[] = [];
    while ((ranges[next]?.[1] ?? Infinity) <= start) next += 1;
    for (let at = next; (ranges[at]?.[0] ?? Infinity) < end; at += 1) {
      const [from, to] = ranges[at] ?? [end, end];
      if (to > start) places.push([Math.max(0, from - start), Math.min(text.length, to - start)]);
    }
    start = end + BETWEEN.length;
    for (const key of privateKeyStretches(text)) {
      if (!places.some(([from, to]) => from < key[1] && to > key[0])) count('privatekey');
      places.push(key);
    }
    return places.length === 0 ? text : masked(text, places);
  });
  return { texts: open, found };
}

function masked(content: string, places: readonly Stretch[]): string {
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
