/**
 * Cuts a long text that is found by word only into pages of the length that a tool's answer has elsewhere.
 */
import { cutText } from './clean-text.ts';

/** Characters of a page. */
const PAGE_LENGTH = 2_000;

/** The pages of `text` in order; each ends with a line where it has one in its second half. */
export function textPages(text: string): string[] {
  const pages: string[] = [];
  let rest = text;
  while (rest.length > PAGE_LENGTH) {
    const page = cutText(rest, PAGE_LENGTH);
    const line = page.lastIndexOf('\n');
    const length = line > PAGE_LENGTH / 2 ? line + 1 : page.length;
    pages.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  if (rest !== '') pages.push(rest);
  return pages;
}
