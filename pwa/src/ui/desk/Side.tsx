import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { live, session } from '../../store';
import { counted } from '../attention/counted';
import { useGet } from '../board/resource';
import type { Attention, Campaign } from '../board/wire';
import { sayNumber } from '../board/words';
import type { Pairs } from '../doubles/wire';
import { Chip, Icon, type IconName } from '../parts';
import { route } from '../router';
import { chooseCampaign } from './campaign';
import './side.css';

const PLACES: readonly {
  readonly path: string;
  readonly icon: IconName;
  readonly key:
    'coverage' | 'doors' | 'sharing' | 'moves' | 'teams' | 'people' | 'audit' | 'attention' | 'rolls' | 'setup';
}[] = [
  { path: '/desk', icon: 'grid', key: 'coverage' },
  { path: '/desk/doors', icon: 'swap', key: 'doors' },
  { path: '/desk/sharing', icon: 'share', key: 'sharing' },
  { path: '/desk/moves', icon: 'undo', key: 'moves' },
  { path: '/desk/teams', icon: 'people', key: 'teams' },
  { path: '/desk/people', icon: 'person', key: 'people' },
  { path: '/desk/attention', icon: 'scale', key: 'attention' },
  { path: '/desk/rolls', icon: 'receive', key: 'rolls' },
  { path: '/desk/setup', icon: 'building', key: 'setup' },
  { path: '/desk/audit', icon: 'note', key: 'audit' },
];

const NOTHING: Attention = { items: [], more: [] };

/** Where at the desk one is. On a phone it lies along the top. */
export function Side({
  campaigns,
  campaign,
}: {
  readonly campaigns: readonly Campaign[];
  readonly campaign: Campaign | null;
}) {
  const queue = useGet<Attention>('/api/attention').data;
  const pairs = useGet<Pairs>('/api/pairs').data?.pairs ?? [];
  const { to_decide, is_cut } = counted(queue ?? NOTHING);
  const waiting = to_decide + pairs.length;
  const path = route.value.path;
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [path]);
  const visits = session.value?.roles.some(({ role }) => role !== 'coordinator') ?? false;
  return (
    <header class="desk-side">
      <a class="skip" href="#desk-page">
        {t('desk.skip')}
      </a>
      <p class="desk-side-name">
        {t('core.product')} <span>{t('desk.title')}</span>
      </p>
      {campaigns.length > 1 && campaign !== null && (
        <label class="desk-side-campaign">
          <span class="visually-hidden">{t('desk.campaign')}</span>
          <select value={campaign.id} onChange={(event) => chooseCampaign(event.currentTarget.value)}>
            {campaigns.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <nav aria-label={t('desk.nav')} ref={nav}>
        {PLACES.map((place) => (
          <a key={place.path} href={place.path} aria-current={isHere(place.path, path) ? 'page' : undefined}>
            <Icon name={place.icon} />
            <span>{t(`desk.nav.${place.key}`)}</span>
            {place.key === 'attention' && waiting > 0 && (
              <Chip tone="wait">
                {sayNumber(waiting)}
                {is_cut && '+'}
                <span class="visually-hidden">{t('desk.nav.waiting')}</span>
              </Chip>
            )}
          </a>
        ))}
      </nav>
      <div class="desk-side-foot">
        <p class="desk-side-live" data-live={live.value} role="status">
          <i aria-hidden="true" />
          {t(`desk.live.${live.value}`)}
        </p>
        <p data-quiet>{session.value?.person.name}</p>
        {visits && (
          <a href="/">
            <Icon name="home" size="small" />
            {t('core.tab.next')}
          </a>
        )}
        <a href="/phone">
          <Icon name="settings" size="small" />
          {t('desk.nav.phone')}
        </a>
      </div>
    </header>
  );
}

function isHere(place: string, path: string): boolean {
  return place === '/desk' ? path === '/desk' || path === '/desk/' : path === place || path.startsWith(`${place}/`);
}
