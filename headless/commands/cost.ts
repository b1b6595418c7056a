import type { CostEstimate } from '../../electron/main/embedding/voyage/cost-estimate.ts';
import { VoyageAccess, type SpendingView } from '../../electron/main/embedding/voyage/voyage-access.ts';
import { defaultSettings } from '../../electron/main/settings/settings.ts';
import { composeLibraryReader, composeVoyage } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import { formatDollars } from '../format-dollars.ts';
import type { Terminal } from '../terminal.ts';

/** `recollect cost`: what an index at Voyage would send and cost, and what was spent. Sends nothing. */
export async function costCommand(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    const { voyage: settings = defaultSettings.voyage } = options.settings;
    const access = new VoyageAccess({ library, means: composeVoyage(options.voyageKey), settings });
    const estimate = await access.estimate(signal);
    const spending = await access.spending();
    const why = await access.whyAsk();
    const masked = await library.read.maskedSecrets();
    terminal.json({
      estimate,
      agreed: why === null,
      spending,
      limitUsd: settings.limitUsd,
      maskedSoFar: masked,
    });
    sayEstimate(estimate, terminal);
    saySpending(spending, settings.limitUsd, terminal);
    if (why !== null) terminal.say(`Consent        ${why} recollect import --provider voyage --accept-cost`);
    return exitCodes.done;
  } finally {
    await library.close();
  }
}

/** Prints an estimate for people. */
export function sayEstimate(estimate: CostEstimate, terminal: Terminal): void {
  const { model, chunks, tokens, usd, usdFrom, usdTo, margin, usdPerMillion, pricesAsOf } = estimate;
  const { freeTokensLeft, minutes, leftOut } = estimate;
  terminal.say(
    `Would send     ${chunks} chunks, about ${tokens} tokens (${Math.round(margin * 100)} % more or less), to ${model} at Voyage`,
  );
  terminal.say(
    `Price          about ${formatDollars(usd)}, ${formatDollars(usdFrom)} to ${formatDollars(usdTo)} ($${usdPerMillion} per million tokens as of ${pricesAsOf}, ${freeTokensLeft} free tokens left)`,
  );
  terminal.say(
    `Time           about ${minutes < 1 ? 'a minute' : `${Math.ceil(minutes)} minutes`} at Voyage’s limits`,
  );
  if (leftOut > 0) terminal.say(`Left out       ${leftOut} chunks of excluded projects and sources`);
  if (estimate.privateTexts > 0)
    terminal.say(`Private        ${estimate.privateTexts} chunks are private as a whole`);
  for (const { rule, count } of estimate.masked)
    terminal.say(`Masked         ${count} secrets found by the rule ${rule}`);
  for (const text of estimate.maskedSample) terminal.say(`  as sent      ${oneLine(text)}`);
  for (const text of estimate.sample) terminal.say(`Sample         ${oneLine(text).slice(0, 200)}`);
}

function saySpending(spending: readonly SpendingView[], limitUsd: number | null, terminal: Terminal): void {
  for (const { model, calls, tokens, lostTokens, usd } of spending) {
    const lost =
      lostTokens === 0 ? '' : `, of which ${lostTokens} tokens were paid for nothing and sent again`;
    terminal.say(
      `Spent          ${formatDollars(usd)} for ${tokens} tokens in ${calls} calls to ${model}${lost}`,
    );
  }
  terminal.say(`Limit          ${limitUsd === null ? 'none' : formatDollars(limitUsd)}`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
