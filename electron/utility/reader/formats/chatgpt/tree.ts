/**
 * One conversation's nodes. A conversation is a tree: every regenerated answer and edited prompt is a branch of its
 * own. What was on the screen last is the path from the current node up to the root.
 */
import type { Sink } from '../../format.ts';
import type { RecordPiece } from '../../json-records.ts';
import type { WholeMessage } from '../../whole-conversation.ts';
import { parseObject } from '../../json-values.ts';
import { readMessage } from './content.ts';
import { messageSchema, nodeSchema } from './export-schema.ts';

interface Node {
  readonly id: string;
  readonly parent: string | null;
  /** Null for a node that says nothing which is kept. */
  readonly message: WholeMessage | null;
  readonly time: number | null;
}

/** Collects the nodes of one conversation; of each only what is kept of it stays in memory. */
export class ConversationTree {
  private readonly sink: Sink;
  private readonly nodes = new Map<string, Node>();
  /** Parents as the nodes above tell them, for nodes that don't tell theirs. */
  private readonly parents = new Map<string, string>();

  constructor(sink: Sink) {
    this.sink = sink;
  }

  /** Takes a node. Never throws: what can't be read is counted. */
  node(piece: RecordPiece): void {
    const object = piece.tooLong ? null : parseObject(piece.bytes.toString('utf8'));
    const node = nodeSchema.safeParse(object);
    if (!node.success) return this.sink.skip(piece.tooLong ? 'too-long' : 'invalid-json', piece.offset);
    const { parent, children, message } = node.data;
    for (const child of children) this.parents.set(child, piece.key);
    const parsed = messageSchema.safeParse(message);
    let said: WholeMessage | null = null;
    if (parsed.success) {
      const parts = readMessage(parsed.data);
      if (!parts) this.sink.skip('unknown-shape', piece.offset);
      const { id, create_time } = parsed.data;
      if (parts && parts.parts.length > 0) said = { key: id ?? piece.key, time: create_time, ...parts };
    } else if (message !== null && message !== undefined) this.sink.skip('unknown-shape', piece.offset);
    const time = parsed.data?.create_time ?? null;
    this.nodes.set(piece.key, { id: piece.key, parent: parent ?? null, message: said, time });
  }

  /** What was said on the way to `current`, or, where that isn't known, to the newest leaf. */
  messages(current: string | undefined): WholeMessage[] {
    const path: WholeMessage[] = [];
    const walked = new Set<Node>();
    let node = this.nodes.get(current ?? '') ?? this.newestLeaf();
    while (node && !walked.has(node)) {
      walked.add(node);
      if (node.message) path.push(node.message);
      const parent: string | undefined = this.parentOf(node);
      node = parent === undefined ? undefined : this.nodes.get(parent);
    }
    return path.reverse();
  }

  private parentOf(node: Node): string | undefined {
    return node.parent ?? this.parents.get(node.id);
  }

  private newestLeaf(): Node | undefined {
    const parents = new Set([...this.nodes.values()].map((node) => this.parentOf(node)));
    const leaves = [...this.nodes.values()].filter(({ id }) => !parents.has(id));
    let newest = leaves.at(-1);
    for (const leaf of leaves) if ((leaf.time ?? 0) > (newest?.time ?? 0)) newest = leaf;
    return newest;
  }
}
