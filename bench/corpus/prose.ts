/**
 * Text that reads like English: sentences filled from patterns with a topic's words, joined to prompts, replies,
 * remarks and summaries whose lengths are as skewed as real ones.
 */
import { codeBlock } from './code.ts';
import { capitalised, plural, withArticle } from './inflect.ts';
import type { Verb } from './inflect.ts';
import type { Random } from './random.ts';
import { CLAUSES, COMMANDS, ERRORS, PROMPTS, REMARKS, STATEMENTS, TITLES } from './sentences.ts';
import type { Topic } from './topic.ts';
import { ADVERBS, NAMES } from './vocabulary.ts';

/** A pattern cut at its slots: texts at even places, names of slots at odd ones. */
type Pattern = readonly string[];

const compile = (patterns: readonly string[]): readonly Pattern[] =>
  patterns.map((pattern) => pattern.split(/\{(\w+)\}/));
const remarks = compile(REMARKS);
const statements = compile(STATEMENTS);
const clauses = compile(CLAUSES);
const prompts = compile(PROMPTS);
const titles = compile(TITLES);
const commands = compile(COMMANDS);
const errors = compile(ERRORS);

/** Writes the texts of one conversation. */
export class Prose {
  readonly #random: Random;
  readonly #topic: Topic;

  constructor(random: Random, topic: Topic) {
    this.#random = random;
    this.#topic = topic;
  }

  /** A sentence that precedes a tool call. */
  remark(): string {
    return this.#sentence(remarks);
  }

  /** One sentence that states something. */
  statement(): string {
    return this.#sentence(statements);
  }

  /** What the user writes: mostly a sentence or two, now and then a page with a plan or a pasted error. */
  prompt(): string {
    const form = this.#random.weighted({ short: 62, medium: 28, pasted: 6, plan: 4 });
    const opening = this.#fill(this.#random.pick(prompts));
    if (form === 'short') return opening;
    if (form === 'medium') return `${opening} ${this.#sentences(this.#random.integer(1, 4))}`;
    if (form === 'pasted') return `${opening}\n\n${this.#pastedError()}`;
    const sections = Array.from(
      { length: this.#random.integer(3, 8) },
      () =>
        `## ${capitalised(this.#clause())}\n\n${this.#sentences(this.#random.integer(1, 4))}\n\n${this.#list()}`,
    );
    return `${capitalised(opening)}\n\n# ${this.title()}\n\n${sections.join('\n\n')}`;
  }

  /** What the assistant answers: mostly one to three sentences, some paragraphs, lists and code. */
  reply(): string {
    const form = this.#random.weighted({ short: 66, medium: 20, list: 7, code: 7 });
    if (form === 'short') return this.#sentences(this.#random.integer(1, 3));
    const parts = [this.#sentences(this.#random.integer(2, 5))];
    if (form === 'medium') parts.push(this.#sentences(this.#random.integer(2, 5)));
    if (form === 'list') parts.push(this.#list(), this.#sentences(1));
    if (form === 'code') {
      for (let blocks = this.#random.integer(1, 3); blocks > 0; blocks--) {
        parts.push(codeBlock(this.#random, this.#topic), this.#sentences(this.#random.integer(1, 3)));
      }
    }
    return parts.join('\n\n');
  }

  /** What the assistant thinks before it answers. */
  thought(): string {
    return this.#sentences(this.#random.integer(1, 5));
  }

  /** A machine's account of a conversation that grew too long. */
  summary(): string {
    const section = (name: string): string => `${name}:\n${this.#sentences(this.#random.integer(3, 8))}`;
    return [
      'This session is being continued from a previous conversation that ran out of context.',
      ...['Primary request', 'Key concepts', 'Files', 'Errors and fixes', 'Pending tasks'].map(section),
    ].join('\n\n');
  }

  /** A title in the style of a machine's. */
  title(): string {
    return capitalised(this.#fill(this.#random.pick(titles)));
  }

  /** A shell command. */
  command(): string {
    return this.#fill(this.#random.pick(commands));
  }

  /** `count` statements in a row. */
  #sentences(count: number): string {
    const parts = [];
    for (let index = 0; index < count; index++) parts.push(this.statement());
    return parts.join(' ');
  }

  #sentence(patterns: readonly Pattern[]): string {
    return capitalised(this.#fill(this.#random.pick(patterns)));
  }

  #clause(): string {
    return this.#fill(this.#random.pick(clauses));
  }

  #list(): string {
    const numbered = this.#random.chance(0.5);
    const items = Array.from({ length: this.#random.integer(2, 6) }, (_, index) => {
      const mark = numbered ? `${index + 1}.` : '-';
      const lead = this.#random.chance(0.4) ? `**${capitalised(this.#noun())}**: ` : '';
      return `${mark} ${lead}${this.statement()}`;
    });
    return items.join('\n');
  }

  #pastedError(): string {
    const frames = Array.from(
      { length: this.#random.integer(2, 9) },
      () =>
        `    at ${this.#random.pick(this.#topic.identifiers)} (${this.#random.pick(this.#topic.paths)}:${this.#random.integer(1, 900)}:${this.#random.integer(1, 80)})`,
    );
    return `${this.#fill(this.#random.pick(errors))}\n${frames.join('\n')}`;
  }

  #noun(): string {
    return this.#random.pick(this.#topic.nouns);
  }

  #verb(): Verb {
    return this.#random.pick(this.#topic.verbs);
  }

  #adjective(): string {
    return this.#random.pick(this.#topic.adjectives);
  }

  /** A noun with what may stand before it: "adj noun", "noun noun", or just "noun". */
  #phrase(): string {
    const form = this.#random.weighted({ bare: 5, adjective: 3, compound: 3 });
    if (form === 'adjective') return `${this.#adjective()} ${this.#noun()}`;
    return form === 'compound' ? `${this.#noun()} ${this.#noun()}` : this.#noun();
  }

  #the(): string {
    const form = this.#random.weighted({ the: 60, of: 10, identifier: 12, own: 6 });
    if (form === 'identifier') return this.#slot('id');
    if (form === 'of') return `the ${this.#noun()} of ${withArticle(this.#phrase())}`;
    return `${form === 'own' ? this.#random.pick(['your', 'our', 'this', 'that']) : 'the'} ${this.#phrase()}`;
  }

  #fill(pattern: Pattern): string {
    let text = '';
    pattern.forEach((part, index) => {
      text += index % 2 === 0 ? part : this.#slot(part);
    });
    return text;
  }

  #slot(name: string): string {
    const random = this.#random;
    switch (name) {
      case 'n':
        return this.#noun();
      case 'ns':
        return plural(this.#noun());
      case 'the':
        return this.#the();
      case 'a':
        return withArticle(this.#phrase());
      case 'v':
        return this.#verb().base;
      case 'vs':
        return this.#verb().third;
      case 'vd':
        return this.#verb().past;
      case 'vi':
        return this.#verb().ing;
      case 'adj':
        return this.#adjective();
      case 'adv':
        return random.pick(ADVERBS);
      case 'id':
        return this.#topic.technical
          ? `\`${random.pick(this.#topic.identifiers)}\``
          : `the ${this.#phrase()}`;
      case 'code':
        return random.pick(this.#topic.identifiers);
      case 'path':
        return this.#topic.technical ? random.pick(this.#topic.paths) : `the ${this.#phrase()}`;
      case 'num':
        return String(random.integer(2, 60));
      case 'big':
        return String(Math.round(random.logNormal(2000, 1.2)) + 60);
      case 'ms':
        return random.chance(0.5) ? `${random.integer(2, 900)} ms` : `${random.integer(2, 90)} seconds`;
      case 'name':
        return capitalised(random.pick(NAMES));
      case 'cmd':
        return this.command();
      case 'err':
        return this.#fill(random.pick(errors));
      case 's':
        return this.#clause();
      default:
        throw new Error(`No slot is called {${name}}.`);
    }
  }
}
