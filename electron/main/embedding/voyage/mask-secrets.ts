/**
 * Masks secrets in texts before they leave the machine: keys, tokens and passwords that secretlint's recommended rules
 * find, more tokens by their forms, what a name says is one and looks random, and parts of private keys. Code stays as
 * it is.
 */
import type { lintSource } from '@secretlint/core';
import type { MaskCounts } from './account.ts';
import { assignedSecrets } from './assigned-secrets.ts';
import { privateKeyStretches, type Stretch } from './private-key-stretches.ts';
import { tokensByShape, type FoundToken } from './token-shapes.ts';

/** What stands where a secret stood. */
export const MASK = '[secret]';

/** A text without secrets, and how many were masked in it, by rule. */
export interface MaskedText {
  readonly text: string;
  readonly masked: MaskCounts;
}

interface Find {
  readonly rule: string;
  readonly from: number;
  readonly to: number;
}

/** Between two texts in the one source that is looked through. A find that goes on over it is cut there. */
const BETWEEN = '\n\n\u0000\n\n';

/** The rule that obeys comments. */
const SWITCH = '@secretlint/secretlint-rule-filter-comments';
/** Loads what finds secrets, with the first text: most people send none. */
async function loadLinter(): Promise<(content: string) => ReturnType<typeof lintSource>> {
  const [{ lintSource }, { secretLintProfiler }, { rules: recommended }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/profiler'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  // It would mark each rule of each call in the timeline of the process, which forgets nothing.
  secretLintProfiler.setEnabled(false);
  // Not the preset itself: in that, words of a text such as "secretlint-disable" would switch the others off.
  const rules = recommended
    .filter(({ meta }) => meta.id !== SWITCH)
    .map((rule) => ({ id: rule.meta.id, rule }));
  return (content) =>
    lintSource({
      source: { filePath: 'text.txt', content, contentType: 'text' },
      options: { config: { rules }, noPhysicFilePath: true },
    });
}

/** Masks the secrets in texts; gives them in the order they came in. */
export async function maskSecrets(texts: readonly string[]): Promise<MaskedText[]> {
  const lint = await loadLinter();
  const { messages } = await lint(texts.join(BETWEEN));
  const finds = messages
    .map(({ ruleId, range: [from, to] }): Find => ({ rule: nameOf(ruleId), from, to }))
    .sort((a, b) => a.from - b.from);
  let start = 0;
  let next = 0;
  /** Finds before this one are counted: one that goes on over the end of its text is counted there only. */
  let counted = 0;
  return texts.map((text) => {
    const end = start + text.length;
    const places: Stretch[] = [];
    const counts: Record<string, number> = {};
    const count = (rule: string): number => (counts[rule] = (counts[rule] ?? 0) + 1);
    while ((finds[next]?.to ?? Infinity) <= start) next += 1;
    for (let at = next; (finds[at]?.from ?? Infinity) < end; at += 1) {
      const { rule, from, to } = finds[at] ?? { rule: '', from: end, to: end };
      if (to <= start) continue;
      places.push([Math.max(0, from - start), Math.min(text.length, to - start)]);
      if (at >= counted) count(rule);
      counted = Math.max(counted, at + 1);
    }
    start = end + BETWEEN.length;
    for (const { rule, stretch } of ownFinds(text)) {
      if (!places.some(([from, to]) => from < stretch[1] && to > stretch[0])) count(rule);
      places.push(stretch);
    }
    return { text: places.length === 0 ? text : withoutPlaces(text, places), masked: counts };
  });
}

/** What secretlint does not look for. What several find is counted as what the first says. */
function ownFinds(text: string): FoundToken[] {
  return [
    ...tokensByShape(text),
    ...assignedSecrets(text).map((stretch) => ({ rule: 'assigned', stretch })),
    ...privateKeyStretches(text).map((stretch) => ({ rule: 'privatekey', stretch })),
  ];
}

function nameOf(ruleId: string): string {
  return ruleId.replace(/^.*secretlint-rule-/, '');
}

function withoutPlaces(content: string, places: readonly Stretch[]): string {
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
