import { useCallback, useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { Path } from '../../../components/Path.tsx';
import { useApp } from '../../../state/app.tsx';
import { useLoaded } from '../../../state/use-loaded.ts';

interface ExcludeDialogProps {
  readonly projects: readonly string[];
  readonly sources: readonly string[];
  readonly onClose: () => void;
  readonly onSave: (projects: string[], sources: string[]) => void;
}

/** Chooses projects and sources of which nothing is sent. */
export function ExcludeDialog({ projects, sources, onClose, onSave }: ExcludeDialogProps) {
  const { client } = useApp();
  const load = useCallback(async () => {
    const [facets, list] = await Promise.all([client.search.facets(), client.sources.list()]);
    return { projects: facets.projects.map(({ path }) => path), sources: list.map(({ path }) => path) };
  }, [client]);
  const { loaded } = useLoaded(load);
  const [chosenProjects, setProjects] = useState<ReadonlySet<string>>(new Set(projects));
  const [chosenSources, setSources] = useState<ReadonlySet<string>>(new Set(sources));
  const known = loaded.status === 'ready' ? loaded.value : { projects: [], sources: [] };
  return (
    <Dialog
      title="What Voyage never gets"
      description="What is ticked is not sent. It is still found by word, and by meaning in the local index. What was sent before stays where it was sent."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" onClick={() => onSave([...chosenProjects], [...chosenSources])}>
            Save
          </Button>
        </>
      }
    >
      {loaded.status === 'failed' && <p className="ceiling-problem">{loaded.failure.message}</p>}
      <Choices
        title="Sources"
        paths={joined(known.sources, sources)}
        chosen={chosenSources}
        onChange={setSources}
      />
      <Choices
        title="Projects"
        paths={joined(known.projects, projects)}
        chosen={chosenProjects}
        onChange={setProjects}
      />
    </Dialog>
  );
}

/** What is there, and what was excluded and isn't there any more. */
function joined(there: readonly string[], excluded: readonly string[]): string[] {
  return [...new Set([...there, ...excluded])];
}

interface ChoicesProps {
  readonly title: string;
  readonly paths: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

function Choices({ title, paths, chosen, onChange }: ChoicesProps) {
  const toggle = (path: string) => {
    const next = new Set(chosen);
    if (!next.delete(path)) next.add(path);
    onChange(next);
  };
  return (
    <fieldset className="voyage-choices">
      <legend>{title}</legend>
      {paths.length === 0 && <p className="settings-note">None yet.</p>}
      {paths.map((path) => (
        <label key={path}>
          <input type="checkbox" checked={chosen.has(path)} onChange={() => toggle(path)} />
          <Path path={path} />
        </label>
      ))}
    </fieldset>
  );
}
