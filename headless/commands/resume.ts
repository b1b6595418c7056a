import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { resumeWay, shownResume, type ResumeWay } from '../../electron/main/application/resume.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { composeLibraryReader } from '../compose.ts';
import { conversationGone, meantId } from '../conversation-ids.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { openBrowser } from '../open-browser.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/**
 * `recollect resume CONVERSATION`: starts the agent that it was had with, in its folder, where it goes on; opens the page
 * of one that was had in a browser. With `print`, and with --json, only says how. An agent that can't go on with a
 * conversation is an error that says so.
 */
export async function resumeCommand(
  named: string,
  print: boolean,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { id, way } = await findWay(named, options);
  const resume = shownResume(way, process.platform);
  terminal.json({ conversationId: id, resume });
  if (way.kind === 'none') throw new RecollectError('usage', way.why);
  if (options.json) return exitCodes.done;
  if (print) {
    for (const line of resume.kind === 'command'
      ? resume.command.split('\r\n')
      : [way.kind === 'link' ? way.url : ''])
      terminal.say(line);
    return exitCodes.done;
  }
  if (way.kind === 'command') return start(way);
  terminal.say(way.url);
  openBrowser(way.url, (message) => terminal.note(message));
  return exitCodes.done;
}

async function findWay(
  named: string,
  { dataDirectory }: CommonOptions,
): Promise<{ id: string; way: ResumeWay }> {
  const library = await composeLibraryReader(dataDirectory);
  try {
    const id = await meantId(named, (each) => library.read.conversationHeader(each));
    const conversation = await library.read.conversationHeader(id);
    if (!conversation) throw conversationGone(id);
    return { id, way: resumeWay(conversation) };
  } finally {
    await library.close();
  }
}

/** Starts an agent in this terminal and ends when it does, with its exit code. */
async function start({
  program,
  args,
  folder,
}: Extract<ResumeWay, { readonly kind: 'command' }>): Promise<ExitCode> {
  if (folder !== null && !(await isFolder(folder))) {
    throw new RecollectError(
      'usage',
      `The folder ${folder} is not on this machine, and ${program} finds the conversation only there.`,
    );
  }
  const onWindows = process.platform === 'win32';
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: 'inherit',
      // Programs of npm are scripts there, which only a shell can start. Program and arguments mean nothing to one.
      shell: onWindows,
      // There a shell looks for programs in its folder first, and this one is whatever a history names.
      ...(onWindows ? { env: { ...process.env, NoDefaultCurrentDirectoryInExePath: '1' } } : {}),
      ...(folder === null ? {} : { cwd: folder }),
    });
    // Ctrl+C is the agent's: it may mean anything to it.
    const leave = (): void => undefined;
    process.on('SIGINT', leave);
    child.once('error', (error) => {
      process.off('SIGINT', leave);
      const missing = 'code' in error && error.code === 'ENOENT';
      const why = missing ? 'it is not installed here, or not on the PATH' : error.message;
      reject(new RecollectError('usage', `${program} can’t be started: ${why}.`, { cause: error }));
    });
    child.once('exit', (code) => {
      process.off('SIGINT', leave);
      resolve(code === 0 ? exitCodes.done : exitCodes.failed);
    });
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
