/** Tables of results: aligned for a terminal, and as Markdown for the README. */

/** A cell. Numbers get separators for thousands and at most two decimals; null is a cell with nothing to say. */
type Cell = string | number | null;

/** A table: its columns' titles, and rows with a cell for each. A shorter row is filled with empty cells. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** The table for a monospaced terminal: columns two spaces apart, numbers to the right, a rule below the titles. */
export function textTable(table: Table): string {
  const columns = laidOut(table, (text) => text.replaceAll(/\s*\n\s*/g, ' '));
  const line = (index: number): string =>
    columns
      .map(({ cells, width, right }) => aligned(cells[index] ?? '', width, right))
      .join('  ')
      .trimEnd();
  const rule = columns.map(({ width }) => '-'.repeat(width)).join('  ');
  return [line(0), rule, ...table.rows.map((_, row) => line(row + 1)), ''].join('\n');
}

/** The table as Markdown, aligned so that its source can be read as well. */
export function markdownTable(table: Table): string {
  // Three is the least that Markdown takes for a rule with its colon.
  const columns = laidOut(table, escapedForMarkdown).map((column) => ({
    ...column,
    width: Math.max(3, column.width),
  }));
  const line = (index: number): string =>
    `| ${columns.map(({ cells, width, right }) => aligned(cells[index] ?? '', width, right)).join(' | ')} |`;
  const rule = `| ${columns.map(({ width, right }) => '-'.repeat(width - 1) + (right ? ':' : '-')).join(' | ')} |`;
  return [line(0), rule, ...table.rows.map((_, row) => line(row + 1)), ''].join('\n');
}

/** A column as it is printed: its title first. */
interface Column {
  readonly cells: readonly string[];
  readonly width: number;
  readonly right: boolean;
}

function laidOut({ columns, rows }: Table, prepare: (text: string) => string): Column[] {
  return columns.map((title, index) => {
    const values = rows.map((row) => row[index] ?? null);
    const cells = [title, ...values.map(textOf)].map(prepare);
    const right =
      values.some((value) => typeof value === 'number') && values.every((value) => typeof value !== 'string');
    return { cells, width: Math.max(...cells.map(lengthOf)), right };
  });
}

function textOf(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? numbers.format(cell) : cell;
}

function escapedForMarkdown(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, '<br>');
}

function aligned(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(width - lengthOf(text));
  return right ? space + text : text + space;
}

/** Characters, not UTF-16 units: a terminal gives an emoji's two units one place (or two; close enough). */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
