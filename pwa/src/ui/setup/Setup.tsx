import { t } from '../../messages';
import { matchPath } from '../router';
import { AreasPage } from './AreasPage';
import { BuildingForm } from './BuildingForm';
import { CampaignForm } from './CampaignForm';
import { CampaignsPage } from './CampaignsPage';
import { OrganizationPage } from './OrganizationPage';
import { Steps } from './Steps';
import './setup.css';

interface Props {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

const TABS = ['', 'areas', 'campaigns', 'organization'] as const;

/** The room where a coordinator sets up: places, doors, campaigns, the organization itself. */
export function Setup({ path, query }: Props) {
  return (
    <>
      <nav class="desk-tabs" aria-label={t('setup.title')}>
        {TABS.map((tab) => (
          <a key={tab} href={tabPath(tab)} aria-current={isHere(tab, path) ? 'page' : undefined}>
            {t(`setup.tab.${tab === '' ? 'steps' : tab}`)}
          </a>
        ))}
      </nav>
      <Page path={path} query={query} />
    </>
  );
}

function Page({ path, query }: Props) {
  const campaign = matchPath('/desk/setup/campaigns/:id', path)?.['id'];
  if (campaign !== undefined)
    return <CampaignForm key={path} id={campaign === 'new' ? null : campaign} like={query['like'] ?? null} />;
  if (matchPath('/desk/setup/campaigns', path)) return <CampaignsPage />;
  if (matchPath('/desk/setup/organization', path)) return <OrganizationPage />;
  if (matchPath('/desk/setup/building', path))
    return (
      <BuildingForm key={query['building'] ?? ''} area={query['area'] ?? ''} building={query['building'] ?? null} />
    );
  if (matchPath('/desk/setup/areas', path)) return <AreasPage chosen={query['area'] ?? null} />;
  return <Steps />;
}

function tabPath(tab: string): string {
  return tab === '' ? '/desk/setup' : `/desk/setup/${tab}`;
}

function isHere(tab: string, path: string): boolean {
  if (tab === 'areas' && path.startsWith('/desk/setup/building')) return true;
  return tab === '' ? path === '/desk/setup' || !path.startsWith('/desk/setup/') : path.startsWith(tabPath(tab));
}
