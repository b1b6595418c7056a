import { Button, IconButton } from '../../components/Button.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';

/** Pauses sync, for a while or until it is resumed. */
export function PauseButton() {
  const { client } = useApp();
  const attempt = useAttempt();
  const phase = useSnapshot(({ sync }) => sync.phase);
  const pause = (minutes: number | null) => attempt(() => client.sync.pause({ minutes }));
  if (phase === 'failed') return null;
  if (phase === 'paused') {
    return (
      <Button tone="primary" icon="play" onClick={() => attempt(() => client.sync.resume())}>
        Resume
      </Button>
    );
  }
  return (
    <div className="split">
      <Button icon="pause" onClick={() => pause(null)}>
        Pause
      </Button>
      <Menu trigger={<IconButton icon="chevron-down" label="Pause for …" />}>
        <MenuItem icon="clock" onSelect={() => pause(60)}>
          Pause for an hour
        </MenuItem>
        <MenuItem icon="clock" onSelect={() => pause(minutesToMorning(new Date()))}>
          Pause until tomorrow
        </MenuItem>
        <MenuItem icon="pause" onSelect={() => pause(null)}>
          Pause until I resume
        </MenuItem>
      </Menu>
    </div>
  );
}

/** Minutes until eight o'clock tomorrow. */
function minutesToMorning(now: Date): number {
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8);
  return Math.ceil((morning.getTime() - now.getTime()) / 60_000);
}
