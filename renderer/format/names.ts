/**
 * Names of things as people know them: assistants, roles, places on disk.
 */
import type { Role } from '../../electron/shared/conversation.ts';
import { harmless } from '../../electron/shared/harmless.ts';

const assistants = new Map([
  ['aider', 'Aider'],
  ['chatgpt', 'ChatGPT'],
  ['claude', 'Claude'],
  ['claude-ai', 'Claude'],
  ['claude-code', 'Claude Code'],
  ['cline', 'Cline'],
  ['codex', 'Codex'],
  ['copilot', 'Copilot'],
  ['copilot-cli', 'Copilot CLI'],
  ['cursor', 'Cursor'],
  ['cursor-cli', 'Cursor CLI'],
  ['gemini', 'Gemini'],
  ['gemini-cli', 'Gemini CLI'],
  ['opencode', 'OpenCode'],
  ['specstory', 'SpecStory'],
  ['text', 'Notes and text'],
  ['vscode-copilot', 'Copilot in VS Code'],
]);

/** A format's name as its vendor writes it: `claude-code` is `Claude Code`. */
export function sourceName(format: string): string {
  const words = () => format.replace(/[-_]+/g, ' ').replace(/^./, (first) => first.toUpperCase());
  return assistants.get(format) ?? words();
}

const speakers: Record<Role, string> = {
  user: 'You',
  assistant: 'Assistant',
  summary: 'Summary',
  tool: 'Tool',
};

/** Who speaks. */
export function roleName(role: Role): string {
  return speakers[role];
}

/**
 * The last part of a path, whatever system it is of: `/home/mara/code/shop` is `shop`. A folder may have any name: it is
 * shown without characters that turn the direction of writing around.
 */
export function baseName(path: string): string {
  const shown = harmless(path);
  const trimmed = shown.replace(/[\\/]+$/, '');
  return trimmed.slice(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1) || shown;
}

/** A path in two: what may be cut off with an ellipsis, and the end, which says most. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const shown = harmless(path);
  const name = baseName(shown);
  const end = shown.lastIndexOf(name);
  return end <= 0 ? { folder: '', name: shown } : { folder: shown.slice(0, end), name: shown.slice(end) };
}

/** A conversation's title, or what stands for one. */
export function titleOf(title: string | null): string {
  return title?.trim() ? title : 'Untitled conversation';
}
