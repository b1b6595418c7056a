import { homedir } from 'node:os';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { projectOfCaller } from '../../electron/main/mcp/caller-project.ts';
import { createMcpServer } from '../../electron/main/mcp/mcp-server.ts';
import { createNotes } from '../../electron/main/mcp/notes-folder.ts';
import { notesFolder } from '../../electron/main/settings/data-directory.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { createDeferredRecall } from '../mcp/deferred-recall.ts';
import { openRecall, type OpenRecall } from '../mcp/open-recall.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { programVersion } from '../paths.ts';

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
  const notes = createNotes(notesFolder(options.dataDirectory), () => new Date());
  const server = createMcpServer({
    version: programVersion,
    recall,
    // Most agents start their servers in the folder that they work in; others say it.
    callerFolder: (roots) => projectOfCaller(process.cwd(), roots, homedir()),
    notes: allowNotes || options.settingsStore.current().agentNotes ? notes : null,
  });
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    process.stdin.once('end', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await server.connect(new StdioServerTransport());
    await closed;
    return exitCodes.done;
  } finally {
    await server.close();
    await opened?.close();
  }
}
