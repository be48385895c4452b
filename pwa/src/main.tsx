import { render } from 'preact';
import { setLanguage } from './messages';
import { settings, startStore } from './store';
import './styles/tokens.css';
import './styles/base.css';
import { startRouter } from './ui/router';
import { followSettings } from './ui/shell/appearance';
import { startInstallOffer } from './ui/shell/install';
import { Shell } from './ui/shell/Shell';
import { registerWorker } from './ui/shell/worker';

async function start(): Promise<void> {
  followSettings();
  startInstallOffer();
  await setLanguage(settings.value.language);
  startRouter();
  const root = document.getElementById('app');
  if (root !== null) render(<Shell />, root);
  await startStore();
  await registerWorker();
}

void start();
