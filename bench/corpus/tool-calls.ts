/** Calls of tools and what comes back, in the shapes of the usual tools. */
import type { Filler } from './filler.ts';
import type { Prose } from './prose.ts';
import type { Random } from './random.ts';
import type { Topic } from './topic.ts';

/** A call with its results. `input` and `kept` are JSON, `seen` is escaped text. */
export interface ToolCall {
  readonly name: string;
  readonly input: string;
  /** What the model was shown. */
  readonly seen: string;
  /** What the tool kept for itself, the line's `toolUseResult`. */
  readonly kept: string;
}

/** What a call is made from. */
export interface ToolMaterial {
  readonly random: Random;
  readonly filler: Filler;
  readonly prose: Prose;
  readonly topic: Topic;
  readonly cwd: string;
}

/** One call. `seenLength` and `keptLength` are about how many characters its two results have. */
export function toolCall(material: ToolMaterial, seenLength: number, keptLength: number): ToolCall {
  const { random, filler, prose, topic, cwd } = material;
  const path = JSON.stringify(`${cwd}/${random.pick(topic.paths)}`);
  const done = `The file ${path.slice(1, -1)} has been updated successfully.`;
  const name = random.weighted({ Read: 5, Bash: 4, Edit: 5, Grep: 2, Write: 1 });
  switch (name) {
    case 'Read': {
      const kept = `{"type":"text","file":{"filePath":${path},"content":"${filler.source(keptLength)}","numLines":212,"startLine":1,"totalLines":212}}`;
      return { name, input: `{"file_path":${path}}`, seen: filler.numberedSource(seenLength), kept };
    }
    case 'Bash': {
      const odd = random.chance(0.01) ? '\\u0000' : '';
      const kept = `{"stdout":"${filler.output(keptLength)}","stderr":"","interrupted":false,"isImage":false,"noOutputExpected":false}`;
      const input = `{"command":${JSON.stringify(prose.command())},"description":${JSON.stringify(prose.title())}}`;
      return { name, input, seen: odd + filler.output(seenLength), kept };
    }
    case 'Edit': {
      const before = filler.source(random.integer(40, 700));
      const after = filler.source(random.integer(40, 700));
      const patch = `[{"oldStart":5,"oldLines":6,"newStart":5,"newLines":7,"lines":["${before}","${after}"]}]`;
      const kept = `{"filePath":${path},"oldString":"${before}","newString":"${after}","originalFile":"${filler.source(keptLength)}","structuredPatch":${patch},"userModified":false,"replaceAll":false}`;
      const input = `{"replace_all":false,"file_path":${path},"old_string":"${before}","new_string":"${after}"}`;
      return { name, input, seen: done, kept };
    }
    case 'Grep': {
      const kept = `{"mode":"content","numFiles":0,"filenames":[],"content":"${filler.output(keptLength)}","numLines":2}`;
      const input = `{"pattern":${JSON.stringify(random.pick(topic.identifiers))},"output_mode":"content"}`;
      return { name, input, seen: filler.output(seenLength), kept };
    }
    case 'Write': {
      const content = filler.source(Math.min(keptLength, 20_000));
      const kept = `{"type":"create","filePath":${path},"content":"${content}","structuredPatch":[],"originalFile":null}`;
      return { name, input: `{"file_path":${path},"content":"${content}"}`, seen: done, kept };
    }
  }
}

/** The data of a progress line: of a hook, of a command that still runs, or of a subagent with a message inside. */
export function progressData(material: ToolMaterial, length: number): string {
  const { random, filler, prose } = material;
  const form = random.weighted({ hook: 4, bash: 2, agent: 5 });
  if (form === 'hook') {
    return '{"type":"hook_progress","hookEvent":"PostToolUse","hookName":"PostToolUse:Edit","command":"callback"}';
  }
  if (form === 'bash') {
    const output = filler.output(length / 2);
    return `{"type":"bash_progress","output":"${output}","fullOutput":"${output}","elapsedTimeSeconds":${random.integer(2, 90)},"totalLines":${random.integer(1, 400)}}`;
  }
  const role = random.chance(0.5) ? 'user' : 'assistant';
  const block =
    role === 'user'
      ? `{"tool_use_id":"toolu_01${random.hex(22)}","type":"tool_result","content":"${filler.numberedSource(length)}"}`
      : `{"type":"text","text":${JSON.stringify(prose.remark())}}`;
  const message = `{"type":"${role}","message":{"role":"${role}","content":[${block}]},"uuid":"${random.uuid()}"}`;
  return `{"message":${message},"normalizedMessages":[],"type":"agent_progress","prompt":${JSON.stringify(prose.prompt())},"agentId":"${random.hex(7)}"}`;
}
