/**
 * Generates long conversations in a process of its own, so that what that leaves in memory is not the measured one's:
 *
 *   node bench/corpus/long-cli.ts DIRECTORY CHUNKS WORDS
 */
import { writeLongConversations } from '../long-conversations.ts';

const [directory, chunks, words] = process.argv.slice(2);
if (directory === undefined) throw new Error('Usage: node bench/corpus/long-cli.ts DIRECTORY CHUNKS WORDS');
await writeLongConversations(directory, Number(chunks), Number(words));
