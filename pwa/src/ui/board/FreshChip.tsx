import { t } from '../../messages';
import { Chip } from '../parts';
import { sayClock } from './words';

interface Props {
  readonly of: number;
  readonly silent: number;
  readonly since: number | null;
  readonly now: number;
  /** Where the silent ones are listed. */
  readonly href?: string;
}

/** How far the numbers can be trusted: "2 of 9 phones silent since 14:00, numbers may be low". */
export function FreshChip({ of, silent, since, now, href }: Props) {
  if (of === 0) return <Chip icon="info">{t('desk.fresh.no_phones')}</Chip>;
  if (silent === 0)
    return (
      <Chip tone="ok" icon="check">
        {t('desk.fresh.all', { n: of })}
      </Chip>
    );
  const chip = (
    <Chip tone="wait" icon="warning">
      {since === null
        ? t('desk.fresh.never', { n: silent, of })
        : t('desk.fresh.silent', { n: silent, of, time: sayClock(since, now) })}
    </Chip>
  );
  if (href === undefined) return chip;
  return (
    <a class="chip-link" href={href}>
      {chip}
    </a>
  );
}
