/**
 * Runs in the page before its own scripts: puts a double of the app where the desktop's preload would put the bridge.
 */
import { createAppDouble, type AppDouble } from '../../doubles/client.ts';
import type { SampleConversation } from './sample-conversations.ts';
import { scenario, type ScenarioName } from './scenarios.ts';

declare global {
  interface Window {
    /** Given by the test. */
    testScenario: { name: ScenarioName; sample: SampleConversation[] };
    /** What the test changes and looks at. */
    double: AppDouble;
    /** What the content security policy stopped. */
    violations: string[];
  }
}

const { name, sample } = window.testScenario;
window.double = createAppDouble(scenario(name, sample));
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
Object.assign(window, {
  recollect: {
    ...window.double.transport,
    pathForFile: (file: File) => `/home/mara/dropped/${file.name}`,
  },
});
