import { memo, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import type { MessageView } from '../../../electron/shared/contract/conversations.ts';
import { roleName } from '../../format/names.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatClock, formatExact } from '../../format/times.ts';
import { Marked } from '../search/Marked.tsx';
import type { Finder } from './find-words.ts';
import { Markdown } from './Markdown.tsx';

/** Letters of one text that are shown before the rest is asked for: more would hold up the frame. */
const MOST = 20_000;

interface MessageProps {
  readonly message: MessageView;
  readonly find: Finder;
  /** It is what was jumped to. */
  readonly current: boolean;
}

/** A message of a conversation. */
export const Message = memo(function Message({ message, find, current }: MessageProps) {
  const texts = message.parts.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  // What was jumped to would be hidden otherwise: the words, or where it was found by meaning, all that was said.
  const hasWords = current && message.parts.some(({ text }) => find(text).length > 0);
  const opensAt = (text: string) => (hasWords ? find(text).length > 0 : texts.length === 0);
  return (
    <article
      className={`said said-by-${message.role}`}
      data-current={current}
      aria-label={roleName(message.role)}
    >
      <header className="said-head">
        <span className="said-role">{roleName(message.role)}</span>
        {message.time !== null && (
          <time className="said-time numbers" title={formatExact(message.time)}>
            {formatClock(message.time)}
          </time>
        )}
        {texts.length > 0 && (
          <span className="said-copy">
            <CopyButton text={texts.join('\n\n')} label="Copy message" compact />
          </span>
        )}
      </header>
      {message.parts.map((part, index) =>
        part.kind === 'text' ? (
          <Text key={index} text={part.text} find={find} />
        ) : (
          <ToolPart
            key={index}
            kind={part.kind}
            text={part.text}
            find={find}
            open={current && opensAt(part.text)}
          />
        ),
      )}
    </article>
  );
});

function Text({ text, find }: { readonly text: string; readonly find: Finder }) {
  const [whole, setWhole] = useState(false);
  const shown = whole || text.length <= MOST ? text : text.slice(0, MOST);
  return (
    <div className="said-text">
      <Markdown text={shown} find={find} />
      {shown.length < text.length && (
        <Button onClick={() => setWhole(true)}>Show all {formatCount(text.length)} letters</Button>
      )}
    </div>
  );
}

interface ToolPartProps {
  readonly kind: 'tool-call' | 'tool-result';
  readonly text: string;
  readonly find: Finder;
  /** Whether it is open until the user says otherwise. */
  readonly open: boolean;
}

/** What a tool was asked or answered: one line, until it is opened. */
function ToolPart({ kind, text, find, open }: ToolPartProps) {
  const places = find(text);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const opened = chosen ?? open;
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return (
    <div className="tool">
      <button type="button" className="tool-head" aria-expanded={opened} onClick={() => setChosen(!opened)}>
        <Icon name={opened ? 'chevron-down' : 'chevron-right'} size={12} />
        <Icon name={kind === 'tool-call' ? 'tool' : 'terminal'} size={14} />
        <span className="tool-kind">{kind === 'tool-call' ? 'Called' : 'Answered'}</span>
        <span className="tool-line truncate mono" dir="ltr">
          {line.slice(0, 300)}
        </span>
      </button>
      {opened && (
        <pre className="tool-text" tabIndex={0} dir="ltr">
          <Marked text={text} places={places} />
        </pre>
      )}
    </div>
  );
}
