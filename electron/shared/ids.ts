/**
 * Branded row ids, so that a file's id can't be passed where a conversation's is wanted.
 */

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Row id of a source file in the library. */
export type FileId = Branded<number, 'FileId'>;
/** Row id of a text (the content of a chunk or of a message part) in the library. */
export type TextId = Branded<number, 'TextId'>;
/** Row id of a conversation in the library. */
export type ConversationRowId = Branded<number, 'ConversationRowId'>;

export const fileId = (value: number): FileId => value as FileId;
export const textId = (value: number): TextId => value as TextId;
export const conversationRowId = (value: number): ConversationRowId => value as ConversationRowId;
