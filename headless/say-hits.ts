/**
 * Prints conversations that were found, for people.
 */
import type { SearchHit } from '../electron/main/search/describe-hits.ts';
import { printedId } from './conversation-ids.ts';
import type { Terminal } from './terminal.ts';

/** Prints hits; with `explain`, what each score is made of. */
export function sayHits(hits: readonly SearchHit[], terminal: Terminal, explain = false): void {
  if (hits.length === 0) terminal.say('Nothing was found.');
  for (const [rank, hit] of hits.entries()) {
    const about = [
      hit.time?.slice(0, 10),
      hit.role,
      hit.project ?? hit.path,
      hit.machines.length > 0 ? `on ${hit.machines.join(', ')}` : null,
    ]
      .filter(Boolean)
      .join(' · ');
    const { starred, hidden, tags } = hit.marks;
    const marks = [
      ...(starred ? ['starred'] : []),
      ...(hidden ? ['hidden'] : []),
      ...tags.map((tag) => `#${tag}`),
    ];
    terminal.say(`${rank + 1}. ${hit.title ?? printedId(hit.conversationId)}`);
    terminal.say(`   ${[about, ...marks].join(' · ')}`);
    terminal.say(`   ${printedId(hit.conversationId)}`);
    terminal.say(`   ${hit.snippet}`);
    if (explain) {
      const { conversation, passage, meaning } = hit.scoreParts;
      terminal.say(
        `   score ${hit.score} = all its words ${conversation} + its best passage ${passage} + meaning ${meaning}`,
      );
    }
  }
}
