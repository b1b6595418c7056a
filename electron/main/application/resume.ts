/**
 * How a conversation is gone on with in the agent that it was had with. Ids and folders come from files, which may hold
 * anything: what is made of them is pasted into a shell, or run.
 */
import type { Resume } from '../../shared/contract/conversations.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { ConversationInfo } from '../library/conversation-store.ts';

/** How a conversation is gone on with: a program to start in a folder, a page to open, or why there is no way. */
export type ResumeWay =
  | {
      readonly kind: 'command';
      readonly program: string;
      readonly args: readonly string[];
      /** Where its agent looks for it; null where that is not known. */
      readonly folder: string | null;
    }
  | Extract<Resume, { readonly kind: 'link' | 'none' }>;

type Resumed = Pick<ConversationInfo, 'format' | 'key' | 'kind' | 'project'>;

/** Ids that mean nothing to a shell, nor an option to a program. */
const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Agent {
  readonly name: string;
  /** The ids that it makes. */
  readonly id: RegExp;
  readonly command?: (id: string) => readonly [program: string, ...args: string[]];
  readonly link?: (id: string) => string;
}

/** Agents that can go on with a conversation. */
const agents: ReadonlyMap<string, Agent> = new Map<string, Agent>([
  // https://docs.anthropic.com/en/docs/claude-code/cli-reference
  ['claude-code', { name: 'Claude Code', id: PLAIN_ID, command: (id) => ['claude', '--resume', id] }],
  // https://github.com/openai/codex/blob/main/docs/getting-started.md
  ['codex', { name: 'Codex', id: PLAIN_ID, command: (id) => ['codex', 'resume', id] }],
  // https://geminicli.com/docs/cli/session-management
  ['gemini', { name: 'Gemini CLI', id: UUID, command: (id) => ['gemini', '--resume', id] }],
  // https://docs.github.com/en/copilot/how-tos/use-copilot-agents/use-copilot-cli
  ['copilot-cli', { name: 'Copilot CLI', id: UUID, command: (id) => ['copilot', `--resume=${id}`] }],
  // https://cursor.com/docs/cli/reference/parameters
  ['cursor-cli', { name: 'Cursor CLI', id: UUID, command: (id) => ['cursor-agent', '--resume', id] }],
  // https://opencode.ai/docs/cli
  [
    'opencode',
    { name: 'opencode', id: /^ses_[A-Za-z0-9]+$/, command: (id) => ['opencode', '--session', id] },
  ],
  ['chatgpt', { name: 'ChatGPT', id: UUID, link: (id) => `https://chatgpt.com/c/${id}` }],
  ['claude-ai', { name: 'Claude', id: UUID, link: (id) => `https://claude.ai/chat/${id}` }],
]);

/** Programs that keep conversations and have no way to be started with one. */
const WITHOUT: ReadonlyMap<string, string> = new Map([
  ['aider', 'Aider goes on with the last conversation of its folder only.'],
  ['cursor', 'Cursor opens its conversations from its own history only.'],
  ['vscode-copilot', 'VS Code opens its conversations from its own history only.'],
  ['specstory', 'This is a transcript by SpecStory: go on in the agent that it was written of.'],
  ['text', 'This is a text, which no agent can go on with.'],
]);

/** The way; `heldBy`: the machines that have the conversation where this one has not. */
export function resumeWay(
  { format, key, kind, project }: Resumed,
  heldBy: readonly string[] = [],
): ResumeWay {
  if (heldBy.length > 0)
    return none(`It can be gone on with where it is: on ${heldBy.map(harmlessLine).join(', ')}.`);
  const agent = agents.get(format);
  if (!agent) return none(WITHOUT.get(format) ?? 'Its agent has no way to go on with it.');
  if (kind !== 'main')
    return none('A subagent’s conversation can’t be gone on with, only the one that it belongs to.');
  if (!agent.id.test(key)) return none(`It has no id by which ${agent.name} could find it.`);
  if (agent.link) return { kind: 'link', url: agent.link(key) };
  const [program, ...args] = agent.command?.(key) ?? [];
  if (program === undefined) return none('Its agent has no way to go on with it.');
  return { kind: 'command', program, args, folder: project };
}

/**
 * The way as it is shown, on a system. Agents look for a conversation among those of the folder that they are started
 * in: the command goes there first, where the folder is one of this system and can be written so that no shell takes it
 * for more.
 */
export function shownResume(way: ResumeWay, platform: NodeJS.Platform): Resume {
  if (way.kind !== 'command') return way;
  const command = [way.program, ...way.args].join(' ');
  const folder = way.folder === null ? null : shellFolder(way.folder, platform);
  if (folder === null) return { kind: 'command', command };
  // Two lines: there is no other way to say "and then" to both of the shells of Windows. Only pushd changes the drive in
  // both.
  return {
    kind: 'command',
    command: platform === 'win32' ? `pushd ${folder}\r\n${command}` : `cd ${folder} && ${command}`,
  };
}

/** What needs no quotes. */
const PLAIN_FOLDER = /^(?:\/[\p{L}\p{N}\p{M}._@%+=:,-]+)+$/u;
/** What can stand between double quotes for cmd and for PowerShell: no percent, dollar, backtick or quote of any kind. */
const WINDOWS_FOLDER = /^(?:[A-Za-z]:|\\\\[\p{L}\p{N}._-]+)[\\/][\p{L}\p{N}\p{M} ._\-()[\]{}+=@#,;~&'\\/]*$/u;

/** An absolute folder as a word of a system's shells; null where it is none, or can't be written as one. */
function shellFolder(folder: string, platform: NodeJS.Platform): string | null {
  if (harmlessLine(folder) !== folder) return null;
  if (platform === 'win32') return WINDOWS_FOLDER.test(folder) ? `"${folder}"` : null;
  if (!folder.startsWith('/')) return null;
  return PLAIN_FOLDER.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
}

function none(why: string): ResumeWay {
  return { kind: 'none', why };
}
