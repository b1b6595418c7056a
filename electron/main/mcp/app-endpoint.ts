/**
 * The MCP endpoint of the running app: answered from its open library, as far as the settings let agents in.
 */
import { homedir } from 'node:os';
import type { SettingsStore } from '../settings/settings-store.ts';
import { agentToken } from './agent-token.ts';
import { projectOfRoots } from './caller-project.ts';
import { McpEndpoint } from './http-endpoint.ts';
import { notesFolder } from '../settings/data-directory.ts';
import { permissionOf } from './note-permission.ts';
import { createNotes } from './notes-folder.ts';
import type { Recall } from './recall.ts';

/** What the endpoint of an app is made of. */
export interface AppEndpointParts {
  readonly dataDirectory: string;
  readonly version: string;
  readonly settings: SettingsStore;
  /** Answers from the open library. @throws RecollectError where it can't be opened. */
  readonly recall: () => Promise<Recall>;
  readonly report: (what: string, error: unknown) => void;
}

/** The endpoint of an app. */
export function createAppEndpoint(parts: AppEndpointParts): McpEndpoint {
  const { dataDirectory, version, settings, recall, report } = parts;
  const notes = createNotes(notesFolder(dataDirectory), () => new Date());
  const endpoint = new McpEndpoint({
    token: async () => (settings.current().agentAccess ? await agentToken(dataDirectory) : null),
    server: async () => ({
      version,
      recall: await recall(),
      callerFolder: async (roots) => projectOfRoots(await roots(), homedir()),
      notes,
      notePermission: permissionOf(settings),
    }),
    report,
    now: () => performance.now(),
  });
  settings.onChange(({ agentAccess }) => {
    if (!agentAccess) void endpoint.endSessions();
  });
  return endpoint;
}
