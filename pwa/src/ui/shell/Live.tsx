import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../messages';
import { counts } from '../../store';

/** Says aloud, to those who hear the screen, when everything has reached the server. */
export function Live() {
  const { on_phone } = counts.value;
  const before = useRef(on_phone);
  const [said, say] = useState('');
  useEffect(() => {
    if (on_phone === 0 && before.current > 0) say(t('core.all_sent'));
    if (on_phone > 0) say(t('core.unsent', { n: on_phone }));
    before.current = on_phone;
  }, [on_phone]);
  return (
    <div class="visually-hidden" role="log" aria-live="polite">
      {said}
    </div>
  );
}
