import { t } from '../../messages';
import { reference, session } from '../../store';
import { Attention } from './Attention';
import { Departures } from './Departures';
import { Notices } from './Notices';
import { Numbers } from './Numbers';
import { OwnWork } from './OwnWork';
import './phone.css';
import { Readiness } from './Readiness';
import { SaveUnsent } from './SaveUnsent';
import { SettingsPanel } from './SettingsPanel';
import { SharedPhone } from './SharedPhone';
import { Unsent } from './Unsent';
import { Wiped } from './Wiped';

/** My phone: what is only here, what the server has, what needs a look, and how this phone is set. */
export function Phone() {
  const { person, organization } = session.value ?? {};
  const teams = [...reference.value.teams.values()].map((team) => team.name);
  return (
    <main class="phone-screen">
      <header class="page-top">
        <h1>{t('core.tab.phone')}</h1>
        <p data-quiet>{[person?.name, ...teams, organization?.name].filter(Boolean).join(' · ')}</p>
      </header>
      <div class="page-body">
        <Wiped />
        <Numbers />
        <OwnWork />
        <Readiness />
        <Unsent />
        <SaveUnsent />
        <Attention />
        <Notices />
        <Departures />
        <SharedPhone />
        <SettingsPanel />
      </div>
    </main>
  );
}
