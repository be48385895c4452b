import { useRef } from 'preact/hooks';
import { t } from '../../messages';
import { counts, session } from '../../store';
import type { Role } from '../../store';
import { Icon, type IconName } from '../parts';
import { useMeasured } from '../parts/measured';
import type { TabName } from '../router';
import './tabs.css';

interface Tab {
  readonly name: TabName;
  readonly href: string;
  readonly icon: IconName;
}

const all: Readonly<Record<TabName, Tab>> = {
  next: { name: 'next', href: '/', icon: 'home' },
  doors: { name: 'doors', href: '/doors', icon: 'grid' },
  requests: { name: 'requests', href: '/requests', icon: 'mail' },
  team: { name: 'team', href: '/team', icon: 'people' },
  desk: { name: 'desk', href: '/desk', icon: 'desk' },
  phone: { name: 'phone', href: '/phone', icon: 'swap' },
};

/** Who sees which tabs: a coordinator's phone holds no doors, a leader has the team beside a volunteer's own. Whose team has ended waits for doors. */
export function tabsFor(roles: readonly Role[]): readonly TabName[] {
  const has = (role: Role['role']) => roles.some((each) => each.role === role);
  const visiting: TabName[] =
    has('volunteer') || has('leader') || roles.length === 0 ? ['next', 'doors', 'requests'] : [];
  return [
    ...visiting,
    ...(has('leader') ? ['team' as const] : []),
    ...(has('coordinator') ? ['desk' as const] : []),
    'phone',
  ];
}

export function Tabs({ current }: { readonly current: TabName }) {
  const names = tabsFor(session.value?.roles ?? []);
  const bar = useRef<HTMLElement>(null);
  useMeasured(bar, '--tabs-height'); // large type makes the labels two lines high
  return (
    <nav ref={bar} class="tabs" aria-label={t('core.tabs')}>
      {names.map((name) => (
        <a key={name} href={all[name].href} aria-current={name === current ? 'page' : undefined}>
          <Icon name={all[name].icon} />
          <span>{t(`core.tab.${name}`)}</span>
          {name === 'phone' && <Badge />}
        </a>
      ))}
    </nav>
  );
}

/** How much is not sent yet, or else that something needs a look. */
function Badge() {
  const { on_phone, attention } = counts.value;
  if (on_phone > 0) return <b data-tone="wait">{on_phone > 99 ? '99+' : on_phone}</b>;
  return attention > 0 ? <b data-tone="urgent">!</b> : null;
}
