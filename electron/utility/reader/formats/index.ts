import type { Format } from '../format.ts';
import { claudeCode, claudeCodeDocument } from './claude-code/index.ts';
import { plainText } from './plain-text.ts';

/** All formats, in the order in which they are asked whether they recognise a file. */
export const formats: readonly Format[] = [claudeCode, claudeCodeDocument, plainText];
