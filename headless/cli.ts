/**
 * The command line. Results on stdout, everything else on stderr; exit codes as in exit-codes.ts.
 */
import { homedir } from 'node:os';
import { Command, CommanderError, Option, type OptionValues } from 'commander';
import { z } from 'zod';
import type { AppSettings } from '../electron/shared/contract/settings.ts';
import { RecollectError, toFailure } from '../electron/shared/errors.ts';
import type { MarksChange } from '../electron/shared/marks.ts';
import { costCommand } from './commands/cost.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { markCommand } from './commands/mark.ts';
import { mcpInstallCommand } from './commands/mcp-install.ts';
import { mcpCommand } from './commands/mcp.ts';
import { removeSourceCommand } from './commands/remove-source.ts';
import { restoreCommand } from './commands/restore.ts';
import {
  qdrantMachinesCommand,
  qdrantMoveCommand,
  qdrantRemoveMachineCommand,
  qdrantTestCommand,
} from './commands/qdrant.ts';
import { resumeCommand } from './commands/resume.ts';
import { serveCommand } from './commands/serve.ts';
import { savedCommand } from './commands/saved.ts';
import { searchCommand } from './commands/search.ts';
import { showCommand } from './commands/show.ts';
import { similarCommand } from './commands/similar.ts';
import { addSourceCommand, sourcesCommand } from './commands/sources.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { ServerCommand } from './mcp/json-client.ts';
import { commonOptions, withCommonOptions, type CommonOptions } from './options.ts';
import { mainFile } from './paths.ts';
import { serviceAddress } from './service-settings.ts';
import { createTerminal, type Terminal } from './terminal.ts';

type RunWith = (given: OptionValues, work: Run, defaults?: Partial<AppSettings>) => Promise<void>;

/** Settings of what runs in the background, unless the user says otherwise. */
const inBackground: Partial<AppSettings> = {};

type Run = (options: CommonOptions, terminal: Terminal, signal: AbortSignal) => Promise<ExitCode>;

/** Parses `argv` (without node and script), runs the command and resolves with the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop).once('SIGHUP', stop);
  let code: ExitCode = exitCodes.done;
  const run: RunWith = async (given, work, defaults) => {
    const options = commonOptions(given, process.env, defaults);
    const terminal = createTerminal(options.json);
    for (const problem of options.settingsStore.problems) terminal.note(problem);
    code = await work(options, terminal, abort.signal);
  };
  try {
    await program(run).parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return report(error, createTerminal(argv.includes('--json')));
  }
}

const addressSchema = z.object({
  host: z.string().optional(),
  port: z.string().optional(),
  allowHost: z.array(z.string()).optional(),
});

type AddCommand = (usage: string, description: string, parent?: Command) => Command;

function program(run: RunWith): Command {
  const root = new Command('recollect')
    .description('Remembers every conversation you had with an AI assistant.')
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  const command = (usage: string, description: string, parent = root): Command =>
    withCommonOptions(
      parent
        .command(usage)
        .description(description)
        .exitOverride()
        .configureOutput({ outputError: () => undefined }),
    );

  command(
    'import [paths...]',
    'read and embed files and folders; with no path, the histories of this machine and what was added',
  )
    .option('--retry', 'try again what could not be embedded')
    .option('--accept-cost', 'agree to what Voyage costs (recollect cost says how much)')
    .action((paths: string[], given: OptionValues) =>
      run(given, (options, terminal, signal) =>
        importCommand(
          paths,
          { retry: given.retry === true, acceptCost: given.acceptCost === true },
          options,
          terminal,
          signal,
        ),
      ),
    );
  command(
    'search [query...]',
    'find conversations by meaning and by word; what has "words in quotes" side by side first',
  )
    .option('--limit <n>', 'hits', '10')
    .option('--source <name>', 'only of one source, such as claude-code')
    .option('--project <text>', 'only of projects with this folder, or these, in their path')
    .option('--role <role>', 'only what user, assistant, summary or tool said')
    .option('--after <day>', 'only what was said on or after a day, such as 2026-03-31')
    .option('--before <day>', 'only what was said before a day')
    .option('--starred', 'only what is starred')
    .option('--tag <tag>', 'only what has this tag')
    .option('--hidden', 'only what is hidden from search, which is left out otherwise')
    .option('--on-machine <name>', 'only of one machine, where a Qdrant server is searched')
    .option('--mode <mode>', 'hybrid, semantic or keyword', 'hybrid')
    .option('--facets', 'also count what was found by source, project and month')
    .option(
      '--saved <name>',
      'the words and filters of a search that was saved; what is given here goes first',
    )
    .option('--explain', 'say what each score is made of')
    .option('--literal', 'take "last week" and the like as words, not as a filter')
    .action((query: string[], given: OptionValues) =>
      run(given, (options, terminal, signal) =>
        searchCommand(query.join(' '), given, options, terminal, signal),
      ),
    );
  command('saved', 'the searches that were saved in the window').action((given: OptionValues) =>
    run(given, (options, terminal) => savedCommand(options, terminal)),
  );
  command('show <conversation>', 'print what was said in a conversation, named as search names it').action(
    (conversation: string, given: OptionValues) =>
      run(given, (options, terminal) => showCommand(conversation, options, terminal)),
  );
  command('similar <conversation>', 'find conversations like one, named as search names it')
    .option('--limit <n>', 'hits', '10')
    .action((conversation: string, given: OptionValues) =>
      run(given, (options, terminal) => similarCommand(conversation, given.limit, options, terminal)),
    );
  command('resume <conversation>', 'go on with a conversation in its own agent')
    .option('--print', 'only say how')
    .action((conversation: string, given: OptionValues) =>
      run(given, (options, terminal) => resumeCommand(conversation, given.print === true, options, terminal)),
    );
  addMarkCommands(command, run);
  command(
    'export [conversations...]',
    'write conversations, named as search names them, or all of them: those too that are hidden from search',
  )
    .option('--format <name>', 'markdown or json', 'markdown')
    .option('--out <dir>', 'folder to write to', 'recollect-export')
    .option('--archive <file>', 'the whole library as one file (.zip or .jsonl) that import takes back')
    .action((conversations: string[], given: OptionValues) =>
      run(given, (options, terminal, signal) =>
        exportCommand(conversations, given, options, terminal, signal),
      ),
    );
  command(
    'restore [what...]',
    'write original files that copies were kept of, named by a conversation or a path',
  )
    .option('--all', 'everything that there are copies of')
    .option('--to <dir>', 'folder to write to, in folders as they had; no file is replaced')
    .action((what: string[], given: OptionValues) =>
      run(given, (options, terminal, signal) => restoreCommand(what, given, options, terminal, signal)),
    );
  command('cost', 'what an index at Voyage would send and cost, and what was spent').action(
    (given: OptionValues) =>
      run(given, (options, terminal, signal) => costCommand(options, terminal, signal)),
  );
  command('status', 'what the library holds and what is still to do').action((given: OptionValues) =>
    run(given, (options, terminal) => statusCommand(options, terminal)),
  );
  const sources = command('sources', 'what was found on this machine, and what is kept in step').action(
    (given: OptionValues) =>
      run(given, (options, terminal, signal) => sourcesCommand(options, terminal, signal)),
  );
  command('add <path>', 'keep a folder in step', sources).action((path: string, given: OptionValues) =>
    run({ ...sources.opts(), ...given }, (options, terminal) => addSourceCommand(path, options, terminal)),
  );
  command('remove <path>', 'no longer keep a folder in step; its conversations stay', sources)
    .option('--forget-conversations', 'what only it holds leaves the library too; asks first')
    .option('--yes', 'do not ask')
    .action((path: string, given: OptionValues) =>
      run({ ...sources.opts(), ...given }, (options, terminal, signal) => {
        const forget = given.forgetConversations === true;
        return removeSourceCommand(path, { forget, yes: given.yes === true }, options, terminal, signal);
      }),
    );
  addMcpCommands(command, run);
  addQdrantCommands(command, run);
  command('doctor', 'check what Recollect needs and say how to mend it').action((given: OptionValues) =>
    run(given, (options, terminal, signal) => doctorCommand(options, terminal, signal)),
  );
  command('serve [paths...]', 'the app in a browser on this machine, and background sync, of paths too')
    .option('--port <n>', 'where to listen (RECOLLECT_PORT); by default 4757 or the next that is free')
    .option('--host <address>', 'the address to listen at (RECOLLECT_HOST); by default 127.0.0.1')
    .option('--allow-host <name...>', 'what else the host may be called (RECOLLECT_ALLOWED_HOSTS)')
    .option('--open', 'open a browser')
    .action((paths: string[], given: OptionValues) =>
      run(
        given,
        (options, terminal, signal) => {
          const service = serviceAddress(addressSchema.parse(given), process.env);
          return serveCommand({ service, paths, open: given.open === true }, options, terminal, signal);
        },
        inBackground,
      ),
    );
  command('start', 'the app: in a browser where the desktop app can’t run').action((given: OptionValues) =>
    run(given, (options, terminal, signal) => startCommand(options, terminal, signal), inBackground),
  );
  return root;
}

function addMarkCommands(command: AddCommand, run: RunWith): void {
  const remove = ['--remove', 'take it back'] as const;
  const mark = (conversation: string, change: MarksChange, given: OptionValues): Promise<void> =>
    run(given, (options, terminal) => markCommand(conversation, change, options, terminal));
  command('star <conversation>', 'star a conversation, named as search names it')
    .option(...remove)
    .action((conversation: string, given: OptionValues) =>
      mark(conversation, { starred: given.remove !== true }, given),
    );
  command('hide <conversation>', 'leave a conversation out of search')
    .option(...remove)
    .action((conversation: string, given: OptionValues) =>
      mark(conversation, { hidden: given.remove !== true }, given),
    );
  command('tag <conversation> <tags...>', 'tag a conversation')
    .option(...remove)
    .action((conversation: string, tags: string[], given: OptionValues) =>
      mark(conversation, given.remove === true ? { removeTags: tags } : { addTags: tags }, given),
    );
}

function addQdrantCommands(command: AddCommand, run: RunWith): void {
  const qdrant = command('qdrant', 'the same as qdrant test').action((given: OptionValues) =>
    run(given, (options, terminal, signal) => qdrantTestCommand(options, terminal, signal)),
  );
  const add = (usage: string, description: string, work: Run): void => {
    command(usage, description, qdrant).action((given: OptionValues) =>
      run({ ...qdrant.opts(), ...given }, work),
    );
  };
  add('test', 'whether the server can be used, and what is there', qdrantTestCommand);
  add('machines', 'whose history is there', qdrantMachinesCommand);
  command('move', 'copy vectors to the server or back, and use that from then on', qdrant)
    .addOption(new Option('--to <place>', 'where to').choices(['qdrant', 'embedded']).default('qdrant'))
    .action((given: OptionValues) =>
      run({ ...qdrant.opts(), ...given }, (options, terminal, signal) =>
        qdrantMoveCommand(given.to === 'embedded' ? 'embedded' : 'qdrant', options, terminal, signal),
      ),
    );
  command('remove-machine <name>', 'remove what only that machine holds', qdrant).action(
    (name: string, given: OptionValues) =>
      run({ ...qdrant.opts(), ...given }, (options, terminal, signal) =>
        qdrantRemoveMachineCommand(name, options, terminal, signal),
      ),
  );
}

function addMcpCommands(command: AddCommand, run: RunWith): void {
  const mcp = command('mcp', 'serve the library to agents over stdin and stdout (MCP)')
    .option('--allow-notes', 'let agents store notes in the library')
    .action((given: OptionValues) =>
      run(given, (options, terminal, signal) =>
        mcpCommand(given.allowNotes === true, options, terminal, signal),
      ),
    );
  const change = (action: 'install' | 'uninstall', description: string): Command =>
    command(`${action} <agent>`, description, mcp)
      .option('--dry-run', 'only say what would be written')
      .action((client: string, given: OptionValues) =>
        run({ ...mcp.opts(), ...given }, (options, terminal) => {
          const server = serverCommand(options, mcp.opts());
          const where = { home: homedir(), environment: process.env };
          const dryRun = given.dryRun === true;
          return mcpInstallCommand({ client, action, server, dryRun, ...where }, terminal);
        }),
      );
  change('install', 'add the server to the settings of claude, codex, cursor or gemini');
  change('uninstall', 'take the server out of an agent’s settings');
}

/** How an agent starts the server: this program, with the data folder and the permission that were given here. */
function serverCommand({ dataDirectory }: CommonOptions, given: OptionValues): ServerCommand {
  const notes = given.allowNotes === true ? ['--allow-notes'] : [];
  return { command: process.execPath, args: [mainFile, 'mcp', '--data-dir', dataDirectory, ...notes] };
}

function report(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    terminal.pass(`${error.message.replace(/^error: /, '')}\nSee: recollect --help`);
    return exitCodes.wrongUsage;
  }
  const failure = toFailure(error);
  terminal.json({ error: failure });
  terminal.note(failure.message);
  const usage =
    error instanceof RecollectError && (error.code === 'usage' || error.code === 'settings-invalid');
  return usage ? exitCodes.wrongUsage : exitCodes.failed;
}
