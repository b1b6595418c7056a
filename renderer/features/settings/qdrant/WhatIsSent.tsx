import type { SendingPreview, ServerCheck } from '../../../../electron/shared/contract/qdrant.ts';
import { formatAmount } from '../../../format/numbers.ts';
import { Samples } from '../Samples.tsx';

interface WhatIsSentProps {
  readonly preview: SendingPreview;
  readonly check: ServerCheck;
}

/** What a server gets, before it gets it. */
export function WhatIsSent({ preview, check: { machine, leavesMachine } }: WhatIsSentProps) {
  return (
    <>
      <dl className="sending-facts numbers">
        <dt>To send</dt>
        <dd>
          {formatAmount(preview.texts, 'text')} with their vectors now, and what is imported from now on
        </dd>
        <dt>With each</dt>
        <dd>title, project, source, path, times, and “{machine}” and your user name</dd>
        <dt>Not sent</dt>
        <dd>
          text between &lt;private&gt; and &lt;/private&gt;, tool calls and results
          {leavesMachine && ', and secrets, which are masked'}
        </dd>
      </dl>
      {preview.maskedSample.length > 0 && (
        <Samples title="Where secrets are masked" texts={preview.maskedSample} />
      )}
      {preview.sample.length > 0 && (
        <Samples title="A sample, exactly as it would be sent" texts={preview.sample} />
      )}
    </>
  );
}
