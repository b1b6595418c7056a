/** Lines of source code and of logs, for code blocks in replies and for what tools read and print. */
import type { Random } from './random.ts';
import { identifier, path } from './topic.ts';
import type { Topic } from './topic.ts';
import { ADJECTIVES, NAMES, TECHNICAL_NOUNS } from './vocabulary.ts';

/** A fenced block of 3 to 25 lines with the topic's identifiers. */
export function codeBlock(random: Random, topic: Topic): string {
  const language = random.weighted({ ts: 5, python: 3, sql: 2, bash: 1, rust: 1 });
  const name = (): string => (random.chance(0.6) ? random.pick(topic.identifiers) : identifier(random));
  const count = Math.min(25, Math.max(3, Math.round(random.logNormal(7, 0.6))));
  const lines = Array.from({ length: count }, () => statement(random, language, name));
  return ['```' + language, ...lines, '```'].join('\n');
}

/** A line of a program, in one of the languages of `codeBlock`. */
function statement(random: Random, language: string, name: () => string): string {
  const noun = random.pick(TECHNICAL_NOUNS);
  const indent = ' '.repeat(2 * random.integer(0, 3));
  switch (language) {
    case 'python':
      return (
        indent +
        random.pick([
          `${noun} = ${name()}(${name()})`,
          `def ${name()}(${noun}, limit=${random.integer(1, 500)}):`,
          `if ${noun} is None:`,
          `return [${name()}(x) for x in ${noun}]`,
        ])
      );
    case 'sql':
      return random.pick([
        `select ${noun}.id, count(*) from ${noun}`,
        `  join ${random.pick(TECHNICAL_NOUNS)} on ${noun}.id = ${name()}`,
        `  where ${noun}.${random.pick(ADJECTIVES)} > ${random.integer(0, 999)}`,
        `create index on ${noun} (${name()});`,
      ]);
    case 'bash':
      return random.pick([
        `export ${name()}=${noun}`,
        `cat ${path(random)} | sort | uniq -c`,
        `for ${noun} in ${path(random)}; do echo "$${noun}"; done`,
      ]);
    case 'rust':
      return (
        indent +
        random.pick([
          `let ${noun} = ${name()}(&mut ${random.pick(TECHNICAL_NOUNS)})?;`,
          `pub fn ${name()}(${noun}: &str) -> Result<u${random.pick([8, 16, 32, 64])}> {`,
          `match ${noun}.${name()}() {`,
        ])
      );
    default:
      return (
        indent +
        random.pick([
          `const ${noun} = await ${name()}(${name()}, { limit: ${random.integer(1, 500)} });`,
          `export function ${name()}(${noun}: string): number {`,
          `if (${noun}.length > ${random.integer(1, 99)}) return ${name()}(${noun});`,
          `import { ${name()} } from './${noun}.ts';`,
        ])
      );
  }
}

/** A line of a source file as a tool reads it. */
export function sourceLine(random: Random): string {
  return statement(random, random.weighted({ ts: 6, python: 2, sql: 1, rust: 1 }), () => identifier(random));
}

/** A line that a program prints: of a log, of a test run, or with a terminal's colours. */
export function outputLine(random: Random): string {
  const form = random.weighted({ log: 5, test: 3, colour: 1, path: 2 });
  if (form === 'log') {
    const level = random.weighted({ info: 6, warn: 2, error: 1 });
    return `[${random.integer(10, 23)}:${random.integer(10, 59)}:${random.integer(10, 59)}] ${level} ${random.pick(NAMES)}: ${identifier(random)} took ${random.integer(1, 9999)} ms`;
  }
  if (form === 'test')
    return `  ok ${random.integer(1, 400)} ${path(random)} > ${random.pick(TECHNICAL_NOUNS)} is ${random.pick(ADJECTIVES)}`;
  if (form === 'colour')
    return `\u001b[3${random.integer(1, 6)}m${random.pick(TECHNICAL_NOUNS)}\u001b[39m ${random.hex(8)}`;
  return `${path(random)}:${random.integer(1, 999)}:${sourceLine(random)}`;
}
