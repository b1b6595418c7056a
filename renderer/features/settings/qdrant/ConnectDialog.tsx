import { useState } from 'react';
import type {
  QdrantState,
  SendingPreview,
  ServerCheck,
} from '../../../../electron/shared/contract/qdrant.ts';
import { toFailure } from '../../../../electron/shared/errors.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { useApp, useSnapshot } from '../../../state/app.tsx';
import { CheckResult } from './CheckResult.tsx';
import { formOf, serverOf, type ServerForm } from './server-form.ts';
import { ServerFields } from './ServerFields.tsx';
import { WhatIsSent } from './WhatIsSent.tsx';

interface ConnectDialogProps {
  readonly state: QdrantState;
  readonly onClose: () => void;
}

type Step =
  | { readonly name: 'form'; readonly check: ServerCheck | null }
  | { readonly name: 'consent'; readonly check: ServerCheck; readonly preview: SendingPreview };

/** Names a server, tests it, says what it gets, and only then uses it. */
export function ConnectDialog({ state, onClose }: ConnectDialogProps) {
  const { client } = useApp();
  const settings = useSnapshot((snapshot) => snapshot.settings.qdrant);
  const [form, setForm] = useState(() => formOf(settings));
  const [step, setStep] = useState<Step>({ name: 'form', check: null });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const server = serverOf(form);
  const empty = server.settings.url === '';

  const attempt = (action: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    action()
      .catch((error: unknown) => setProblem(toFailure(error).message))
      .finally(() => setBusy(false));
  };
  const change = (part: Partial<ServerForm>) => {
    setForm({ ...form, ...part });
    setStep({ name: 'form', check: null });
    setProblem(null);
  };
  const test = async () => {
    setStep({ name: 'form', check: null });
    setStep({ name: 'form', check: await client.qdrant.test(server) });
  };
  const next = async () => {
    const check = await client.qdrant.test(server);
    setStep({ name: 'consent', check, preview: await client.qdrant.preview(server) });
  };
  const connect = async () => {
    await client.qdrant.connect(server);
    onClose();
  };

  if (step.name === 'consent') {
    return (
      <Dialog
        title={step.check.leavesMachine ? 'Texts leave this machine' : 'What the server gets'}
        description={
          step.check.leavesMachine
            ? `Nothing has been sent yet. From now on the texts of your conversations go to ${server.settings.url}, and whoever may read that server can read them.`
            : 'The server runs on this machine: nothing leaves it.'
        }
        onClose={onClose}
        actions={
          <>
            <Button onClick={() => setStep({ name: 'form', check: step.check })}>Back</Button>
            <Button tone="primary" disabled={busy} onClick={() => attempt(connect)}>
              {step.check.leavesMachine ? 'Agree and connect' : 'Connect'}
            </Button>
          </>
        }
      >
        <WhatIsSent preview={step.preview} check={step.check} />
        {problem !== null && <p className="server-problem">{problem}</p>}
      </Dialog>
    );
  }
  return (
    <Dialog
      title={settings ? 'Change the Qdrant server' : 'Connect to a Qdrant server'}
      description="One server, a cluster, or Qdrant’s cloud, of version 1.16 or newer."
      onClose={onClose}
      actions={
        <>
          <Button disabled={busy || empty} onClick={() => attempt(test)}>
            Test the connection
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" disabled={busy || empty} onClick={() => attempt(next)}>
            Continue
          </Button>
        </>
      }
    >
      <ServerFields
        form={form}
        state={state}
        keyHolds={settings?.url === server.settings.url}
        onChange={change}
      />
      <div role="status" aria-live="polite">
        {busy && <p className="settings-note">Asking the server…</p>}
        {step.check && <CheckResult check={step.check} />}
        {problem !== null && <p className="server-problem">{problem}</p>}
      </div>
    </Dialog>
  );
}
