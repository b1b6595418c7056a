/**
 * Threads of a library remove the types of its source by Node's own WebAssembly. When the last thread that uses it ends,
 * V8 frees its code, and at times ends the whole process over that ("Check failed: jit_page.has_value()", see
 * https://github.com/nodejs/node/issues/64500). Code that this thread uses too stays. What is released has no types to remove.
 */
import { stripTypeScriptTypes } from 'node:module';

stripTypeScriptTypes('');
