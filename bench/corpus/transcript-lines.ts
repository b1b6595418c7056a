/**
 * The lines of a Claude Code session file, in the shapes and with the order of keys that the tool writes. Text
 * that is named `escaped` goes between quotes as it is; everything else is escaped here.
 */
import type { PartBytes } from './byte-balance.ts';
import type { Random } from './random.ts';

/** One line without its end, and what of it is counted. */
export interface Line {
  readonly text: string;
  readonly held: PartBytes;
}

/** Whose lines they are. */
export interface LineOwner {
  readonly sessionId: string;
  readonly cwd: string;
  readonly gitBranch: string;
  readonly version: string;
  /** Set for a subagent's file: all its lines are sidechain lines of the parent's session. */
  readonly agentId: string | null;
}

const quote = JSON.stringify;

/** Writes the lines of one file: chains their uuids and moves the clock. */
export class TranscriptLines {
  readonly #random: Random;
  readonly #owner: LineOwner;
  readonly #envelope: string;
  #parent: string | null;
  #time: number;
  #messageId = '';
  #requestId = '';

  /** `startTime` in ms since 1970; `parent` is the uuid that the first line answers, maybe one of another file. */
  constructor(random: Random, owner: LineOwner, startTime: number, parent: string | null) {
    this.#random = random;
    this.#owner = owner;
    this.#time = startTime;
    this.#parent = parent;
    const agent = owner.agentId === null ? '' : `"agentId":"${owner.agentId}",`;
    this.#envelope =
      `"isSidechain":${owner.agentId !== null},${agent}"userType":"external","cwd":${quote(owner.cwd)},` +
      `"sessionId":"${owner.sessionId}","version":"${owner.version}","gitBranch":${quote(owner.gitBranch)}`;
  }

  /** When the latest line was written, in ms since 1970. */
  get time(): number {
    return this.#time;
  }

  /** The uuid of the latest line that has one. */
  get latestUuid(): string | null {
    return this.#parent;
  }

  /** Lets time pass, in ms. */
  wait(milliseconds: number): void {
    this.#time += Math.round(milliseconds);
  }

  /** Starts a new reply: the assistant's next lines share one message id. */
  beginReply(): void {
    this.#messageId = `msg_01${this.#random.hex(22)}`;
    this.#requestId = `req_011C${this.#random.hex(20)}`;
  }

  /** What the user typed. Content is a string or a list of blocks; both are usual. */
  prompt(text: string): Line {
    const content = this.#random.chance(0.7) ? quote(text) : `[{"type":"text","text":${quote(text)}}]`;
    return this.#user(`{"role":"user","content":${content}}`, '', { visible: Buffer.byteLength(text) });
  }

  /** A prompt with a pasted picture. */
  promptWithImage(text: string, escapedBase64: string): Line {
    const source = `{"type":"base64","media_type":"image/png","data":"${escapedBase64}"}`;
    const content = `[{"type":"text","text":${quote(text)}},{"type":"image","source":${source}}]`;
    const held = { visible: Buffer.byteLength(text), image: escapedBase64.length };
    return this.#user(`{"role":"user","content":${content}}`, '"imagePasteIds":[1],', held);
  }

  /** A prompt that was typed while the assistant worked. */
  queuedPrompt(text: string): Line {
    const attachment = `{"type":"queued_command","prompt":${quote(text)},"commandMode":"prompt"}`;
    const body = `"type":"attachment","attachment":${attachment}`;
    return { text: this.#enveloped(body, ''), held: { visible: Buffer.byteLength(text) } };
  }

  /** Text that the tool put into the user's mouth; nothing of it is visible. */
  injected(text: string, isMeta: boolean): Line {
    return this.#user(`{"role":"user","content":${quote(text)}}`, isMeta ? '"isMeta":true,' : '', {});
  }

  /** The machine's account of what was said before. */
  compactSummary(text: string): Line {
    const flags = '"isVisibleInTranscriptOnly":true,"isCompactSummary":true,';
    return this.#user(`{"role":"user","content":${quote(text)}}`, flags, {
      visible: Buffer.byteLength(text),
    });
  }

  /** Text of the assistant. `last` ends its turn. */
  reply(text: string, last: boolean): Line {
    const block = `{"type":"text","text":${quote(text)}}`;
    return this.#assistant(block, last ? '"end_turn"' : 'null', { visible: Buffer.byteLength(text) });
  }

  /** The assistant's thinking, with the signature of the service. */
  thinking(text: string, escapedSignature: string): Line {
    const block = `{"type":"thinking","thinking":${quote(text)},"signature":"${escapedSignature}"}`;
    return this.#assistant(block, 'null', { signature: escapedSignature.length });
  }

  /** The service's failure as the tool notes it: text of a model that doesn't exist. */
  apiError(): Line {
    const block = '{"type":"text","text":"API Error: 529 overloaded_error"}';
    return this.#assistant(block, '"stop_sequence"', {}, '<synthetic>');
  }

  /** A call of a tool; `input` is JSON. */
  toolUse(id: string, name: string, input: string): Line {
    const block = `{"type":"tool_use","id":"${id}","name":"${name}","input":${input}}`;
    return this.#assistant(block, '"tool_use"', {});
  }

  /** A tool's answer: what the model saw, and what the tool kept (JSON). */
  toolResult(id: string, escapedContent: string, toolUseResult: string): Line {
    const block = `{"tool_use_id":"${id}","type":"tool_result","content":"${escapedContent}"}`;
    const tail = `,"toolUseResult":${toolUseResult},"sourceToolAssistantUUID":"${this.#parent ?? ''}"`;
    const held = { toolResult: escapedContent.length, toolUseResult: toolUseResult.length };
    return this.#user(`{"role":"user","content":[${block}]}`, '', held, tail);
  }

  /** A sign of life of a tool; `data` is JSON. */
  progress(data: string, toolUseId: string): Line {
    const body = `"type":"progress","data":${data},"toolUseID":"${toolUseId}","parentToolUseID":"${toolUseId}"`;
    const text = this.#enveloped(body, '');
    return { text, held: { progress: text.length } };
  }

  /** Backups of edited files; has neither uuid nor session. */
  snapshot(paths: readonly string[]): Line {
    const messageId = this.#parent ?? this.#random.uuid();
    const time = this.#timestamp();
    const backups = paths.map(
      (path) =>
        `${quote(path)}:{"backupFileName":"${this.#random.hex(16)}@v1","version":1,"backupTime":"${time}"}`,
    );
    const snapshot = `{"messageId":"${messageId}","trackedFileBackups":{${backups.join(',')}},"timestamp":"${time}"}`;
    const text = `{"type":"file-history-snapshot","messageId":"${messageId}","snapshot":${snapshot},"isSnapshotUpdate":${paths.length > 0}}`;
    return { text, held: { snapshot: text.length } };
  }

  /** A note of the tool about itself; `rest` is JSON without its braces. */
  system(subtype: string, rest: string): Line {
    return { text: this.#enveloped(`"type":"system","subtype":"${subtype}",${rest}`, ''), held: {} };
  }

  /** The queue of prompts changed. */
  queueOperation(operation: string): Line {
    const text = `{"type":"queue-operation","operation":"${operation}","timestamp":"${this.#timestamp()}","sessionId":"${this.#owner.sessionId}"}`;
    return { text, held: {} };
  }

  /** A title in the older form, at the top of a file. */
  summary(title: string, leafUuid: string): Line {
    return { text: `{"type":"summary","summary":${quote(title)},"leafUuid":"${leafUuid}"}`, held: {} };
  }

  /** A title in the newer form. */
  aiTitle(title: string): Line {
    return {
      text: `{"type":"ai-title","aiTitle":${quote(title)},"sessionId":"${this.#owner.sessionId}"}`,
      held: {},
    };
  }

  #user(message: string, flags: string, held: PartBytes, tail = ''): Line {
    return { text: this.#enveloped(`"type":"user","message":${message}`, flags, tail), held };
  }

  #assistant(block: string, stopReason: string, held: PartBytes, model = 'claude-opus-4-6'): Line {
    const cached = this.#random.integer(9_000, 150_000);
    const message =
      `{"model":"${model}","id":"${this.#messageId}","type":"message","role":"assistant","content":[${block}],` +
      `"stop_reason":${stopReason},"stop_sequence":null,"usage":{"input_tokens":3,"cache_creation_input_tokens":` +
      `${this.#random.integer(100, 9_000)},"cache_read_input_tokens":${cached},"cache_creation":` +
      `{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":${this.#random.integer(1, 900)},` +
      `"service_tier":"standard","inference_geo":"not_available"}}`;
    const body = `"message":${message},"requestId":"${this.#requestId}","type":"assistant"`;
    return { text: this.#enveloped(body, ''), held };
  }

  #enveloped(body: string, flags: string, tail = ''): string {
    const uuid = this.#random.uuid();
    const parent = this.#parent === null ? 'null' : `"${this.#parent}"`;
    this.#parent = uuid;
    return `{"parentUuid":${parent},${this.#envelope},${body},${flags}"uuid":"${uuid}","timestamp":"${this.#timestamp()}"${tail}}`;
  }

  /** Now and then a line is stamped earlier than the one before it, as in real files. */
  #timestamp(): string {
    const early = this.#random.chance(0.02) ? this.#random.integer(1, 400) : 0;
    return new Date(this.#time - early).toISOString();
  }
}
