import { useId, useState } from 'react';
import { RadioGroup } from 'radix-ui';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import type { Source } from '../../../electron/shared/contract/sources.ts';
import { baseName } from '../../format/names.ts';
import { formatAmount } from '../../format/numbers.ts';
import { useApp, useAttempt } from '../../state/app.tsx';

interface RemoveSourceProps {
  readonly source: Source;
  readonly onClose: () => void;
}

/** Asks what should become of a source's conversations. The answer that loses nothing is the one that is chosen. */
export function RemoveSource({ source, onClose }: RemoveSourceProps) {
  const { client } = useApp();
  const attempt = useAttempt();
  const [conversations, setConversations] = useState(false);
  const amount = formatAmount(source.conversations, 'conversation');
  const remove = () =>
    attempt(async () => {
      await client.sources.remove({ id: source.id, conversations });
      onClose();
    });
  return (
    <Dialog
      title={`Remove “${source.name ?? baseName(source.path)}”?`}
      description="The files stay where they are, whatever you choose."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone={conversations ? 'danger' : 'primary'} onClick={remove}>
            {conversations ? 'Remove and forget' : 'Remove source'}
          </Button>
        </>
      }
    >
      <RadioGroup.Root
        className="remove-choices"
        aria-label="What becomes of its conversations"
        value={conversations ? 'forget' : 'keep'}
        onValueChange={(value) => setConversations(value === 'forget')}
      >
        <RemoveChoice value="keep" title="Keep the conversations">
          Recollect stops looking at this source. {amount} can still be found.
        </RemoveChoice>
        <RemoveChoice value="forget" title="Forget the conversations too">
          What only this source holds, up to {amount}, leaves the library with its index, stars and tags. This
          can’t be undone, but the source can be added again.
        </RemoveChoice>
      </RadioGroup.Root>
    </Dialog>
  );
}

interface RemoveChoiceProps {
  readonly value: string;
  readonly title: string;
  readonly children: React.ReactNode;
}

function RemoveChoice({ value, title, children }: RemoveChoiceProps) {
  const id = useId();
  return (
    <RadioGroup.Item
      value={value}
      className="remove-choice"
      aria-labelledby={`${id}-title`}
      aria-describedby={id}
    >
      <span className="index-dot" />
      <span>
        <span className="remove-title" id={`${id}-title`}>
          {title}
        </span>
        <span className="remove-text numbers" id={id}>
          {children}
        </span>
      </span>
    </RadioGroup.Item>
  );
}
