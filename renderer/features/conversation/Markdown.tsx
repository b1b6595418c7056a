import { createElement, memo } from 'react';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Marked } from '../search/Marked.tsx';
import type { Finder } from './find-words.ts';
import { parseInline, parseMarkdown, type Block, type Inline } from './parse-markdown.ts';

interface MarkdownProps {
  readonly text: string;
  /** Finds what is to be marked. */
  readonly find: Finder;
}

/** A message's text. */
export const Markdown = memo(function Markdown({ text, find }: MarkdownProps) {
  return parseMarkdown(text).map((block, index) => (
    // Blocks are only ever parsed anew as a whole: their place is what they are known by.
    <BlockView key={index} block={block} find={find} />
  ));
});

function BlockView({ block, find }: { readonly block: Block; readonly find: Finder }) {
  switch (block.kind) {
    case 'code':
      return (
        <figure className="code">
          <figcaption className="code-head">
            <span>{block.language || 'text'}</span>
            <CopyButton text={block.text} label="Copy code" compact />
          </figcaption>
          <pre className="code-text" tabIndex={0} dir="ltr">
            <code>
              <Marked text={block.text} places={find(block.text)} />
            </code>
          </pre>
        </figure>
      );
    case 'heading':
      return (
        <h3 className="said-heading" dir="auto">
          <Line text={block.text} find={find} />
        </h3>
      );
    case 'list':
      return (
        <ul className="said-list">
          {block.items.map((item, index) => (
            <li key={index} dir="auto" style={{ marginInlineStart: `${item.depth * 20}px` }}>
              <span className="said-marker numbers">{item.marker ?? '•'}</span>
              <span>
                <Line text={item.text} find={find} />
              </span>
            </li>
          ))}
        </ul>
      );
    case 'quote':
    case 'paragraph':
      return createElement(
        block.kind === 'quote' ? 'blockquote' : 'p',
        { className: `said-${block.kind}`, dir: 'auto' },
        <Line text={block.text} find={find} />,
      );
  }
}

function Line({ text, find }: MarkdownProps) {
  return parseInline(text).map((piece, index) => <Piece key={index} piece={piece} find={find} />);
}

const elements = { code: 'code', strong: 'strong', emphasis: 'em' } as const;

function Piece({ piece, find }: { readonly piece: Inline; readonly find: Finder }) {
  const marked = <Marked text={piece.text} places={find(piece.text)} />;
  if (piece.kind === 'text') return marked;
  return createElement(elements[piece.kind], piece.kind === 'code' ? { dir: 'ltr' } : null, marked);
}
