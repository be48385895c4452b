import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../../messages';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { MOST_WORDS, withQuery } from '../board/office';
import { Button, Empty, Field } from '../parts';
import { navigate } from '../router';
import { AreaPanel } from './AreaPanel';
import { AreaSheet } from './AreaSheet';
import { AreaTree } from './AreaTree';
import { FoundAreas } from './FoundAreas';
import { ListSheet } from './ListSheet';
import type { Area, Areas } from './wire';
import { useSettled } from './settled';

/** The way down to the area that the page was opened with, or that was found since; null as long as it is asked for. */
function useWay(chosen: string | null): {
  readonly names: readonly string[] | null;
  readonly show: (area: Area) => void;
} {
  const first = useMemo(() => chosen, []);
  const found = useSignal<readonly string[] | null>(first === null ? [] : null);
  const one = useGet<Areas>(found.value === null ? withQuery('/api/areas', { id: first }) : null);
  const asked = one.data === null && one.problem === null ? null : (one.data?.areas[0]?.above ?? []);
  return { names: found.value ?? asked, show: (area) => (found.value = area.above) };
}

/** The tree of areas beside the one that is chosen. The choice stands in the address. */
export function AreasPage({ chosen }: { readonly chosen: string | null }) {
  const typed = useSignal('');
  const sheet = useSignal<'list' | 'area' | null>(null);
  const sought = useSettled(typed.value.trim());
  const tops = useGet<Areas>('/api/areas?tops=true');
  const found = useGet<Areas>(sought === '' ? null : withQuery('/api/areas', { q: sought }));
  const way = useWay(chosen);
  const pick = (area: Area): void => {
    navigate(`/desk/setup/areas?area=${area.id}`, { replace: chosen !== null });
  };
  const close = (): void => {
    sheet.value = null;
    tops.reload();
  };
  const areas = tops.data?.areas ?? [];
  const shown = chosen ?? (areas.length === 1 ? (areas[0]?.id ?? null) : null);
  return (
    <>
      <header class="desk-head">
        <h1>{t('setup.areas.title')}</h1>
        <div class="head-actions">
          <Button size="small" icon="receive" onClick={() => (sheet.value = 'list')}>
            {t('setup.areas.list')}
          </Button>
          <Button size="small" icon="plus" kind="primary" onClick={() => (sheet.value = 'area')}>
            {t('setup.areas.add_top')}
          </Button>
        </div>
      </header>
      {tops.problem !== null && <Trouble problem={tops.problem} onRetry={tops.reload} />}
      {tops.data !== null && areas.length === 0 ? (
        <Empty icon="pin" title={t('setup.areas.empty')} text={t('setup.areas.empty.text')} />
      ) : (
        <div class="setup-areas">
          <section class="panel" aria-label={t('setup.areas.title')}>
            <Field
              label={t('setup.areas.search')}
              type="search"
              value={typed.value}
              maxLength={MOST_WORDS}
              placeholder={t('setup.areas.search.hint')}
              onInput={(value) => (typed.value = value)}
            />
            {sought !== '' ? (
              <FoundAreas
                areas={found.data?.areas ?? null}
                chosen={chosen}
                onPick={(area) => {
                  way.show(area);
                  pick(area);
                }}
              />
            ) : way.names === null ? (
              <p role="status">{t('core.loading')}</p>
            ) : (
              <AreaTree areas={areas} chosen={shown} way={way.names} onPick={pick} />
            )}
          </section>
          {shown === null ? (
            <Empty icon="pin" title={t('setup.areas.none')} text={t('setup.areas.none.text')} />
          ) : (
            <AreaPanel key={shown} id={shown} onChanged={tops.reload} />
          )}
        </div>
      )}
      {sheet.value === 'list' && <ListSheet onClose={close} />}
      {sheet.value === 'area' && <AreaSheet parent={null} area={null} onClose={close} />}
    </>
  );
}
