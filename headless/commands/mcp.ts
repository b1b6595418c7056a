import { homedir } from 'node:os';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { projectOfCaller } from '../../electron/main/mcp/caller-project.ts';
import { createMcpServer } from '../../electron/main/mcp/mcp-server.ts';
import { permissionOf, type NotePermission } from '../../electron/main/mcp/note-permission.ts';
import { createNotes } from '../../electron/main/mcp/notes-folder.ts';
import { notesFolder } from '../../electron/main/settings/data-directory.ts';
import type { KeptSettings } from '../../electron/main/settings/kept-settings.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { followSettings } from '../follow-settings.ts';
import { createDeferredRecall } from '../mcp/deferred-recall.ts';
import { openRecall, type OpenRecall } from '../mcp/open-recall.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { programVersion } from '../paths.ts';

/** What a flag allows is not taken back by the settings. */
const ALLOWED: NotePermission = { given: () => true, onChange: () => () => undefined };

/** `recollect mcp`: serves the library to an agent over stdin and stdout until it hangs up. */
export async function mcpCommand(
  allowNotes: boolean,
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  let opened: OpenRecall | undefined;
  const recall = createDeferredRecall(async () => {
    opened = await openRecall({ ...options, onOutput: (text) => terminal.pass(text) });
    return opened.recall;
  });
  const unfollow = followSettings(options.settingsStore);
  const notes = createNotes(notesFolder(options.dataDirectory), () => new Date());
  const server = createMcpServer({
    version: programVersion,
    recall,
    // Most agents start their servers in the folder that they work in; others say it.
    callerFolder: (roots) => projectOfCaller(process.cwd(), roots, homedir()),
    notes,
    notePermission: allowNotes ? ALLOWED : permissionNow(options.settingsStore),
  });
  const transport = new StdioServerTransport();
  const closed = new Promise<void>((resolve) => {
    transport.onclose = resolve;
    process.stdin.once('end', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await server.connect(transport);
    await closed;
    return exitCodes.done;
  } finally {
    unfollow();
    await server.close();
    await opened?.close();
  }
}

/** What the settings say, read anew for each note: the app may have changed them a moment ago. */
function permissionNow(settings: KeptSettings): NotePermission {
  const { given, onChange } = permissionOf(settings);
  return {
    given: () => {
      settings.reread();
      return given();
    },
    onChange,
  };
}
