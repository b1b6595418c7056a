/**
 * What the application needs of the host that it runs in: the desktop has windows and a file manager, the web host
 * has neither.
 */

import type { AgentAccess } from '../../shared/contract/agents.ts';

/** Who runs the application, as the window is told. */
export interface HostDescription {
  readonly kind: 'desktop' | 'web';
  readonly version: string;
  readonly dataDirectory: string;
}

/** Means of the host. What it can't do it rejects with a RecollectError whose sentence says so. */
export interface HostServices {
  /** Lets the user choose folders; none if they thought better of it. */
  chooseFolders(): Promise<string[]>;
  /** Shows a file in the system's file manager. */
  showFile(path: string): Promise<void>;
  /** How agents reach the app over HTTP. */
  agentAccess(): Promise<AgentAccess>;
  showLog(): Promise<void>;
  showDataFolder(): Promise<void>;
}
