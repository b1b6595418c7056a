/**
 * Tells the app when the machine sleeps, wakes, and changes between mains and battery.
 */
import { powerMonitor } from 'electron';

/** What can happen to the machine's power. */
export interface PowerListener {
  suspend(): void;
  resume(): void;
  power(state: { readonly onBattery: boolean }): void;
}

/** Listens for as long as the app runs, and tells the present state. */
export function watchPower(listener: PowerListener): void {
  powerMonitor.on('suspend', () => listener.suspend());
  powerMonitor.on('resume', () => listener.resume());
  powerMonitor.on('on-battery', () => listener.power({ onBattery: true }));
  powerMonitor.on('on-ac', () => listener.power({ onBattery: false }));
  listener.power({ onBattery: powerMonitor.isOnBatteryPower() });
}
