import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { IconButton } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useApp } from '../../state/app.tsx';
import { FOCUS_SEARCH } from '../shell/shortcuts.ts';
import { useCommands, useRunCommand } from './commands.ts';
import { focusFirstRow } from './row-keys.ts';
import { useOpenHit } from './use-open-hit.ts';

/** The id of a hit's row, which the box points to while it keeps the focus. */
export function hitId(key: string): string {
  return `hit-${key}`;
}

/** How many rows further each key goes. */
export const ROWS_BY_KEY: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
};

/** The box for what to look for. It keeps the focus: arrows choose a row, Enter opens it. */
export function SearchBox() {
  const { search, navigation } = useApp();
  const box = useRef<HTMLInputElement>(null);
  const query = useStore(search.store, (state) => state.query);
  const selected = useStore(search.store, (state) => state.selected);
  const expanded = useStore(
    search.store,
    (state) => state.status !== 'idle' && state.hits.length > 0 && !state.query.startsWith('>'),
  );
  const openHit = useOpenHit();
  const commands = useCommands(query);
  const runCommand = useRunCommand();

  useEffect(() => {
    const focus = () => {
      box.current?.focus();
      box.current?.select();
    };
    focus();
    search.prepare();
    document.addEventListener(FOCUS_SEARCH, focus);
    return () => document.removeEventListener(FOCUS_SEARCH, focus);
  }, [search]);

  const onKeyDown = (event: React.KeyboardEvent) => {
    // While letters are being composed (Japanese, Chinese), these keys are the composition's.
    if (event.nativeEvent.isComposing) return;
    const by = ROWS_BY_KEY[event.key];
    if (by !== undefined) {
      event.preventDefault();
      if (!expanded && event.key === 'ArrowDown') focusFirstRow();
      search.move(by);
    } else if (event.key === 'Enter') {
      const [command] = commands;
      if (command) {
        runCommand(command);
        return;
      }
      // Typed faster than it was found: the row of these words is opened, not that of the words before.
      void search.chosen().then((hit) => {
        if (hit) openHit(hit);
      });
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (query === '') navigation.back();
      else search.setQuery('');
    }
  };

  return (
    <div className="search-box">
      <Icon name="search" size={18} />
      <input
        ref={box}
        className="search-input"
        type="text"
        role="combobox"
        aria-label="Search conversations"
        aria-expanded={expanded}
        aria-haspopup="grid"
        aria-controls={expanded ? 'hits' : undefined}
        aria-autocomplete="list"
        aria-activedescendant={selected === null ? undefined : hitId(selected)}
        placeholder="Search conversations, or type > for commands"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        maxLength={4_000}
        value={query}
        onChange={(event) => search.setQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {query !== '' && (
        <IconButton
          icon="close"
          label="Clear"
          keys="Esc"
          onClick={() => {
            search.setQuery('');
            box.current?.focus();
          }}
        />
      )}
    </div>
  );
}
