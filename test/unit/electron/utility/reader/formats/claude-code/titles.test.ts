import { describe, expect, test } from 'vitest';
import type { ConversationFacts } from '../../../../../../../electron/shared/conversation.ts';
import { titleRanks } from '../../../../../../../electron/shared/conversation.ts';
import {
  Titles,
  titlesStateSchema,
} from '../../../../../../../electron/utility/reader/formats/claude-code/titles.ts';

function titlesOf(tell: (titles: Titles) => void): [string, string, number][] {
  const given: ConversationFacts[] = [];
  const titles = new Titles((facts) => given.push(facts), null);
  tell(titles);
  titles.finish();
  return given.map(({ key, title }) => [key, title?.text ?? '', title?.rank ?? 0]);
}

describe('titles', () => {
  test('begin with the first line of the first prompt', () => {
    const given = titlesOf((titles) => {
      titles.message('s', 'a', '\n  Why does it fail?\nIt worked before.');
      titles.message('s', 'b', 'Another prompt');
    });
    expect(given).toEqual([['s', 'Why does it fail?', titleRanks.prompt]]);
  });

  test('are at most 100 characters', () => {
    const given = titlesOf((titles) => {
      titles.message('s', 'a', 'word '.repeat(100));
      titles.named('s', 'name '.repeat(100), titleRanks.custom);
    });
    expect(given).toHaveLength(2);
    for (const [, title] of given) expect(title.length).toBeLessThanOrEqual(100);
  });

  test('come from a command only until something is asked', () => {
    const given = titlesOf((titles) => {
      titles.summary('unknown', 'About invoices');
      titles.message('s', 'a', '/review the invoices');
      titles.message('s', 'b', '/compact it');
      titles.message('s', 'c', 'Why are there two totals?');
    });
    expect(given).toEqual([
      ['s', '/review the invoices', titleRanks.fallback],
      ['s', 'Why are there two totals?', titleRanks.prompt],
    ]);
  });

  test('that a file has for want of a better one are taken back when they turn out to be of another', () => {
    const given: ConversationFacts[] = [];
    const first = new Titles((facts) => given.push(facts), null);
    first.summary('later', 'About invoices');
    first.message('s', 'a', '');
    first.finish();
    const second = new Titles((facts) => given.push(facts), titlesStateSchema.parse(first.state()));
    second.message('t', 'later', '');
    second.finish();
    expect(given.map(({ key, title }) => [key, title?.text, title?.rank])).toEqual([
      ['s', 'About invoices', titleRanks.fallback],
      ['t', 'About invoices', titleRanks.summary],
      ['s', '', titleRanks.fallback],
    ]);
  });

  test('that a session is given are of that session', () => {
    const given = titlesOf((titles) => {
      titles.message('s', 'a', '');
      titles.message('t', 'b', '');
      titles.named('s', 'Mondays', titleRanks.custom);
      titles.named(undefined, 'The file is about t', titleRanks.summary);
    });
    expect(given).toEqual([
      ['s', 'Mondays', titleRanks.custom],
      ['t', 'The file is about t', titleRanks.summary],
    ]);
  });

  test('wait for the first message of their session', () => {
    const given = titlesOf((titles) => {
      titles.named(undefined, 'Of whatever comes', titleRanks.summary);
      titles.named('s', 'Mondays', titleRanks.custom);
      titles.named('elsewhere', 'Never seen', titleRanks.custom);
      titles.message('s', 'a', '');
    });
    expect(given).toEqual([
      ['s', 'Of whatever comes', titleRanks.summary],
      ['s', 'Mondays', titleRanks.custom],
    ]);
  });

  test('from a summary go to the session with the message that it names, before or after', () => {
    const given = titlesOf((titles) => {
      titles.summary('late', 'Of the second');
      titles.message('one', 'early', '');
      titles.message('two', 'late', '');
      titles.summary('early', 'Of the first');
    });
    expect(given).toEqual([
      ['two', 'Of the second', titleRanks.summary],
      ['one', 'Of the first', titleRanks.summary],
    ]);
  });

  test('from a summary of something else are used only where there is nothing better', () => {
    const tell = (prompt: string) => (titles: Titles) => {
      titles.summary('unknown', 'About invoices');
      titles.message('s', 'a', prompt);
    };
    expect(titlesOf(tell('Fix it'))).toEqual([['s', 'Fix it', titleRanks.prompt]]);
    expect(titlesOf(tell(''))).toEqual([['s', 'About invoices', titleRanks.fallback]]);
  });

  test('of a file without messages are none', () => {
    const given = titlesOf((titles) => {
      titles.summary('unknown', 'About invoices');
      titles.named('s', 'Mondays', titleRanks.custom);
    });
    expect(given).toEqual([]);
  });

  test('are carried over to the next reading', () => {
    const given: ConversationFacts[] = [];
    const first = new Titles(() => undefined, null);
    first.summary('later', 'Of what comes');
    first.message('s', 'a', 'The first prompt');
    const state = titlesStateSchema.parse(JSON.parse(JSON.stringify(first.state())));
    const second = new Titles((facts) => given.push(facts), state);
    second.message('s', 'later', 'Another prompt');
    second.summary('a', 'Of what was');
    expect(given.map(({ title }) => title?.text)).toEqual(['Of what comes', 'Of what was']);
  });
});
