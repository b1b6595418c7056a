/**
 * What of a prompt is the user's: Cursor tells the model about files, rules and the machine in the same text.
 */
import { isObject } from '../../json-values.ts';

const USER_QUERY = /<user_query>([\s\S]*?)<\/user_query>/g;
const WRAPPERS =
  'attached_files|open_and_recently_viewed_files|system_reminder|user_info|git_status|project_layout|rules|agent_skills|mcp_file_system|additional_data|timestamp|image_files|cursor_rules_context';
const WRAPPED = new RegExp(`<(${WRAPPERS})(?:\\s[^>]*)?>[\\s\\S]*?</\\1>`, 'g');
/** The folder, in what Cursor tells the model about the user. */
const WORKSPACE = /^Workspace Path: (.+)$/m;

/** What the user wrote: between the marks that Cursor puts around it, or all but what it adds. */
export function ownWords(text: string): string {
  const queries = Array.from(text.matchAll(USER_QUERY), ([, query]) => query?.trim() ?? '');
  return queries.length > 0 ? queries.join('\n\n') : text.replace(WRAPPED, '').trim();
}

/** The folder that the user works in, as the content of a prompt names it. */
export function workspaceOf(content: unknown): string | undefined {
  const texts = Array.isArray(content) ? content : [content];
  for (const item of texts as unknown[]) {
    const text = isObject(item) ? item.text : item;
    const folder = typeof text === 'string' ? WORKSPACE.exec(text)?.[1]?.trim() : undefined;
    if (folder !== undefined) return folder;
  }
  return undefined;
}
