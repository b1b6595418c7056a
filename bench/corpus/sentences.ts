/**
 * Patterns of sentences. A slot in braces is filled by prose.ts: {n} noun, {ns} its plural, {the} "the" with a
 * noun phrase, {a} "a" with one, {v} verb, {vs} third person, {vd} past, {vi} -ing, {adj}, {adv}, {id} an
 * identifier in backticks, {code} without, {path}, {num} a small number, {big} a large one, {ms} a duration, {name} a person or host,
 * {cmd} a command, {err} an error, {s} a whole short clause.
 */

/** What an assistant says before it uses a tool. */
export const REMARKS: readonly string[] = [
  'Let me {v} {the} first.',
  'Now let me look at how {the} {vs} {the}.',
  "I'll {v} {the} in {path}.",
  'Let me check whether {the} is {adj}.',
  "Now I'll {v} {the} and {v} {the}.",
  'Good, {the} {vs} as expected. Next, {the}.',
  'I see {the} in {path}; let me find where it is {vd}.',
  'That {vd} {the}. Let me {v} {the} too.',
  'Let me search for {id}.',
  "{id} is {vd} in {num} places. I'll start with {path}.",
  "The {adj} {n} {adv} {vs} {the}, so I'll {v} it.",
  'Now the {n}.',
  'Let me run the tests for {the}.',
  '{num} tests fail, all around {the}. Let me read {path}.',
  "I'll {v} {id} so that {s}.",
  'Next, {path}.',
  'Before I {v} anything, let me see what {vs} {the}.',
  "There's {a} in {path} that {vs} {the}.",
];

/** What an assistant states. */
export const STATEMENTS: readonly string[] = [
  '{the} {adv} {vs} {the}, so {s}.',
  '{the} {vs} {the} before {the} is {adj}.',
  'The cause is {a} in {path}: {s}.',
  'When {s}, {the} {vs} {the}.',
  'If {s}, {the} is {adj} and {the} {vs} it again.',
  '{id} {vs} {the}, but nobody {vs} {the}.',
  "I've {vd} {the} and {vd} {the} in {path}.",
  'It takes about {ms} now, where it took {ms} before.',
  "There are {num} {ns} left which {v} {the}; they're {adj} and can wait.",
  'Of {big} {ns}, {num} {adv} {v} {the}.',
  'The {adj} way would be to {v} {the}, but then {s}.',
  'Because {s}, you can {v} {the} without {vi} {the}.',
  'That also explains why {the} {vd} {the} after {vi}.',
  "I'd {v} {the} rather than {v} {the}, since {s}.",
  'Two {ns} {v} {the}: {the}, and {the}.',
  '{the} is {adj} until {the} {vs} it.',
  "Don't {v} {the} here: {s}.",
  'Each {n} {vs} its own {n}, which is {adj} but {adj}.',
  '{name} {vd} this in {id}, and the comment there says that {s}.',
  'What remains is {the}, and whether {s}.',
  'You could {v} it with `{cmd}`, although {the} {vs} {the}.',
  'The message "{err}" comes from {the}, not from {the}.',
  'After {vi} {the}, {the} no longer {vs} {the}.',
  'None of the {ns} {v} {the}, because {s}.',
  '{a} costs {ms} for each {n}; with {big} of them, that adds up.',
  "It isn't {the} that {vs} here; it's {the}.",
  'As long as {s}, {the} {adv} {vs} {the}.',
  '{the} and {the} {v} each other, and {s}.',
  'So {the} has to {v} {the} first, or {s}.',
  'To {v} {the}, {v} {the} and let {the} {v} it.',
];

/** Short clauses that stand inside of other sentences. */
export const CLAUSES: readonly string[] = [
  '{the} {vs} {the}',
  '{the} is {adj}',
  '{the} has {vd} {the}',
  'nothing {vs} {the}',
  '{id} {vs} {the}',
  '{the} {adv} {vs}',
  'you {v} {the}',
  '{num} {ns} {v} {the}',
  'the {n} was {vd} by {the}',
  '{the} stays {adj}',
  'somebody {vd} {the}',
  'both {ns} are {adj}',
];

/** What a person asks or tells. */
export const PROMPTS: readonly string[] = [
  'why does {the} {v} {the}?',
  'Can you {v} {the} in {path}? {s}',
  'please {v} {the} and {v} {the}',
  "{the} doesn't {v} {the} any more since I {vd} {the}",
  'I get "{err}" when {s}. Any idea?',
  'how do I {v} {a} without {vi} {the}?',
  "Let's {v} {the} next. I want {the} to {v} {the}.",
  'add {a} to {path} which {vs} {the}',
  'hmm, {s} but {s}. What am I missing?',
  'Should {the} {v} {the}, or is {a} better?',
  '{the} took {ms} yesterday and {ms} today. Nothing was {vd}, I think.',
  'ok do that, but {v} {the} as well',
  "That's not what I meant. {the} should {v} {the} only when {s}.",
  '{name} says that {s}. Is that true?',
  'Can we make {the} {adj}? {s}, and people {v} {the}.',
  'What would happen if {s}?',
  'rename {id} to something that says it {vs} {the}',
  'we have {big} {ns} and {num} of them are {adj}. Find out why.',
  'Write a test that shows {s}.',
  'I tried `{cmd}` and {the} {vd}, then nothing. How do I {v} it?',
  'explain {the} to me as if I had never {vd} {a}',
  'Before we {v}: does {path} {v} {the}?',
  'Great. Commit this, and then {v} {the}.',
  'the {adj} {n} is back, see {path}. Last time {s}.',
];

/** Titles of conversations. */
export const TITLES: readonly string[] = [
  'Why {the} {vs} {the}',
  '{vi} {a}',
  'Fix {the} in {path}',
  '{the} and {the}',
  'Make {the} {adj}',
  '{adj} {ns} after {vi} {the}',
];

/** Commands that a shell tool runs. */
export const COMMANDS: readonly string[] = [
  'npm test -- {path}',
  'git diff --stat {path}',
  'git log --oneline -{num}',
  'grep -rn {code} src',
  'npx tsc --noEmit',
  'cargo test {n}',
  'go test ./... -run {code}',
  'pytest -q {path}',
  'docker logs {name} --tail {num}',
  'kubectl get pods -n {name}',
  'curl -s localhost:{big}/{n}',
  'ls -la {path}',
  'psql {name} -c "select count(*) from {ns}"',
];

/** Errors that people paste. */
export const ERRORS: readonly string[] = [
  'cannot {v} {n}: {adj} {n}',
  "TypeError: Cannot read properties of undefined (reading '{code}')",
  'ERROR: relation "{ns}" does not exist',
  '{n} timed out after {ms}',
  'E{num}: {n} is {adj}',
  'connection to {name} refused',
  '{code} is not a function',
  'expected {num} {ns}, got {num}',
];
