/**
 * Cuts texts into calls: no call has more texts or tokens than it may.
 */
import type { MaskedText } from './mask-secrets.ts';

/** A text that may be sent, with the tokens that it will probably have. */
export interface SizedText extends MaskedText {
  readonly index: number;
  readonly tokens: number;
}

/** What a call may hold. */
export interface CallBudget {
  readonly texts: number;
  readonly tokens: number;
}

/** The calls for texts, in their order. A text that is alone too large has a call of its own. */
export function planCalls(texts: readonly SizedText[], budget: CallBudget): SizedText[][] {
  const calls: SizedText[][] = [];
  let call: SizedText[] = [];
  let tokens = 0;
  for (const text of texts) {
    if (call.length > 0 && (call.length >= budget.texts || tokens + text.tokens > budget.tokens)) {
      calls.push(call);
      call = [];
      tokens = 0;
    }
    call.push(text);
    tokens += text.tokens;
  }
  if (call.length > 0) calls.push(call);
  return calls;
}

/** The tokens of texts. */
export function tokensIn(texts: readonly SizedText[]): number {
  return texts.reduce((sum, { tokens }) => sum + tokens, 0);
}
