/**
 * Tokens whose form says what they are and that secretlint's recommended rules leave out. Forms as in gitleaks' rules
 * (https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml, MIT) where these have one.
 */
import type { Stretch } from './private-key-stretches.ts';

/** Forms by whose they are. Each begins with letters of its own and has a length of its own. */
const SHAPES: readonly (readonly [rule: string, shape: RegExp])[] = [
  ['google', /\bAIza[\w-]{35}(?![\w-])/g],
  ['openrouter', /\bsk-or-v1-[0-9a-f]{64}(?![\w-])/g],
  // DeepSeek, Moonshot and others.
  ['llm', /\bsk-(?=[A-Za-z]{0,63}\d)[A-Za-z0-9]{32,64}(?![\w-])/g],
  ['voyage', /\b(?:pa|al)-(?=[\w-]{0,42}\d)(?=[\w-]{0,42}[A-Z])[\w-]{40,50}(?![\w-])/g],
  ['replicate', /\br8_[A-Za-z0-9]{37}(?!\w)/g],
  ['digitalocean', /\bdo[opr]_v1_[0-9a-f]{64}(?!\w)/g],
  ['netlify', /\bnfp_[A-Za-z0-9]{36}(?!\w)/g],
  ['supabase', /\bsb[ps]_[0-9a-f]{40}(?!\w)/g],
  ['twilio', /\bSK[0-9a-fA-F]{32}(?!\w)/g],
  ['telegram', /\b\d{8,10}:AA[\w-]{33}(?![\w-])/g],
  ['mailgun', /\bkey-[0-9a-f]{32}(?!\w)/g],
  ['age', /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?!\w)/g],
  ['discord', /\bhttps:\/\/discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,80}/g],
  ['rubygems', /\brubygems_[0-9a-f]{48}(?!\w)/g],
  // A password without a name before it.
  ['connection', /(?<=\b[a-z]{3,10}:\/\/:)[^\s:@/'"`<>{}[\]$]{6,100}(?=@)/g],
];

/** A token that was found. */
export interface FoundToken {
  readonly rule: string;
  readonly stretch: Stretch;
}

/** The tokens in a text, by their forms. */
export function tokensByShape(text: string): FoundToken[] {
  return SHAPES.flatMap(([rule, shape]) =>
    Array.from(text.matchAll(shape), ({ 0: token, index }) => ({
      rule,
      stretch: [index, index + token.length] as const,
    })),
  );
}
