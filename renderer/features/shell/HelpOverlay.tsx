import { Fragment, useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Keys } from '../../components/Keys.tsx';
import './help.css';

const keys: readonly (readonly [keys: string, what: string])[] = [
  ['Mod+K', 'Search, from anywhere'],
  ['Up', 'Choose the hit above; Page Up goes further'],
  ['Down', 'Choose the hit below; Page Down goes further'],
  ['Enter', 'Open it'],
  ['Tab', 'Go on to the filters and the list of hits'],
  ['>', 'In the search box: commands'],
  ['s', 'Star the conversation that is chosen or open'],
  ['t', 'Tag it'],
  ['h', 'Hide it from search, or show it again'],
  ['y', 'Copy it as Markdown'],
  ['m', 'Show more like it'],
  ['r', 'Copy the command, or the link, that goes on with it in its agent'],
  ['Mod+F', 'Find in a conversation'],
  ['Esc', 'Clear, close or go back'],
  ['Mod+,', 'Settings'],
  ['?', 'These keys'],
];

/** The keys of the window, shown while somebody wants to see them: `?` opens and closes them. */
export function HelpOverlay() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      const writing = target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || writing) return;
      event.preventDefault();
      setOpen((shown) => !shown);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  if (!open) return null;
  const close = () => setOpen(false);
  return (
    <Dialog
      title="Keys"
      description="The letters by themselves work on the list of hits and in a conversation."
      onClose={close}
      actions={<Button onClick={close}>Close</Button>}
    >
      <dl className="help-keys">
        {keys.map(([key, what]) => (
          <Fragment key={key}>
            <dt>
              <span className="visually-hidden">{key}</span>
              <Keys keys={key} />
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}
