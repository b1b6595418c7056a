/**
 * Builds resources/sample from the transcripts, notes and questions beside this file. The same sources give the
 * same bytes, so the result is committed and a test compares it.
 *
 *   node scripts/sample/build-sample.mjs [DIRECTORY]
 */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTranscript } from './parse-transcript.mjs';
import { sessionLines, uuidOf } from './session-lines.mjs';

const sources = fileURLToPath(new URL('.', import.meta.url));

/** Where each project's sessions were held. Claude Code names the folder after it, with `-` for the rest. */
const PROJECTS = {
  'tidepool-shop': '/home/mara/code/tidepool-shop',
  ferrywatch: '/home/mara/code/ferrywatch',
  household: '/home/mara/household',
};
const encodeFolder = (path) => path.replaceAll(/[^A-Za-z0-9-]/g, '-');

async function buildSample(directory) {
  await Promise.all(
    ['projects', 'notes'].map((name) => rm(join(directory, name), { recursive: true, force: true })),
  );
  const targets = new Map();

  for (const [project, cwd] of Object.entries(PROJECTS)) {
    const folder = join(directory, 'projects', encodeFolder(cwd));
    await mkdir(folder, { recursive: true });
    for (const file of (await readdir(join(sources, 'conversations', project))).sort()) {
      const transcript = parseTranscript(
        await readFile(join(sources, 'conversations', project, file), 'utf8'),
        file,
      );
      const name = `${project}/${file.replace(/\.txt$/, '')}`;
      const sessionId = uuidOf(name);
      const lines = sessionLines(transcript, { sessionId, cwd });
      await writeFile(
        join(folder, `${sessionId}.jsonl`),
        `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
      );
      targets.set(name, sessionId);
    }
  }

  await mkdir(join(directory, 'notes'), { recursive: true });
  for (const file of (await readdir(join(sources, 'notes'))).sort()) {
    // The notes are text files in the repository: a checkout on Windows must not change the sample.
    const text = (await readFile(join(sources, 'notes', file), 'utf8')).replaceAll('\r\n', '\n');
    await writeFile(join(directory, 'notes', file), text);
    targets.set(`notes/${file}`, `notes/${file}`);
  }

  const questions = JSON.parse(await readFile(join(sources, 'questions.json'), 'utf8'));
  const resolved = questions.map(({ question, expects }) => {
    const target = targets.get(expects);
    if (!target) throw new Error(`questions.json: there is no conversation or note ${expects}`);
    return { question, expects: target };
  });
  await writeFile(join(directory, 'questions.json'), `${JSON.stringify(resolved, null, 2)}\n`);
}

const directory = process.argv[2] ?? fileURLToPath(new URL('../../resources/sample', import.meta.url));
await buildSample(directory);
console.log(`The sample is in ${directory}.`);
