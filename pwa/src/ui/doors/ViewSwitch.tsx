import { t } from '../../messages';
import { Icon } from '../parts';
import './doors-switch.css';

interface Props {
  readonly view: 'grid' | 'list';
  readonly building: string | null;
}

/** The picture and the list are equals: each is one tap from the other. */
export function ViewSwitch({ view, building }: Props) {
  const query = building === null ? '' : `?building=${building}`;
  return (
    <nav class="doors-switch" aria-label={t('door.doors.view')}>
      <a href={`/doors${query}`} aria-current={view === 'grid' ? 'page' : undefined}>
        <Icon name="grid" size="small" />
        {t('door.doors.grid')}
      </a>
      <a href={`/list${query}`} aria-current={view === 'list' ? 'page' : undefined}>
        <Icon name="list" size="small" />
        {t('door.doors.list')}
      </a>
    </nav>
  );
}
