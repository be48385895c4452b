import { render } from 'preact';
import { setLanguage } from './messages';
import { settings, startStore } from './store';
import './styles/tokens.css';
import './styles/base.css';
import { startRouter } from './ui/router';
import { followSettings } from './ui/shell/appearance';
import { startInstallOffer } from './ui/shell/install';
import { fetchFirstScreen } from './ui/shell/Screen';
import { Shell } from './ui/shell/Shell';
import { registerWorker } from './ui/shell/worker';

async function start(): Promise<void> {
  followSettings();
  startInstallOffer();
  startRouter();
  const opened = startStore(); // the disk, the texts and the screen's code are fetched side by side
  fetchFirstScreen();
  await setLanguage(settings.value.language);
  const root = document.getElementById('app');
  if (root !== null) render(<Shell />, root);
  await opened;
  await registerWorker();
}

void start();
