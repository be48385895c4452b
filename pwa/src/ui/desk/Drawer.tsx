import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../messages';
import { Button, Sheet } from '../parts';
import './drawer.css';
import { useWide } from './wide';

interface Props {
  /** A door is open. */
  readonly open: boolean;
  /** How many doors are picked. */
  readonly count: number;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** What stands beside the list: a column on a laptop, a sheet over it on a phone. */
export function Drawer({ open, count, onClose, children }: Props) {
  const wide = useWide();
  const moving = useSignal(false);
  if (wide)
    return (
      <aside class="desk-drawer" aria-label={t('desk.drawer')}>
        {children}
      </aside>
    );
  if (open)
    return (
      <Sheet title={t('desk.household')} onClose={onClose}>
        {children}
      </Sheet>
    );
  return (
    <>
      {count > 0 && (
        <div class="desk-drawer-bar">
          <Button kind="primary" icon="swap" onClick={() => (moving.value = true)}>
            {t('desk.move.open', { n: count })}
          </Button>
        </div>
      )}
      {moving.value && (
        <Sheet title={t('desk.move.title')} onClose={() => (moving.value = false)}>
          {children}
        </Sheet>
      )}
    </>
  );
}
