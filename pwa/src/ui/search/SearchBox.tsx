import type { Signal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { Button, Icon } from '../parts';
import './search.css';

interface Props {
  readonly wanted: Signal<string>;
  readonly autoFocus: boolean;
}

export function SearchBox({ wanted, autoFocus }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  return (
    <div class="search-box" role="search">
      <label for={id}>{t('door.search.label')}</label>
      <div>
        <Icon name="search" />
        <input
          ref={input}
          id={id}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          value={wanted.value}
          onInput={(event) => (wanted.value = event.currentTarget.value)}
        />
        {wanted.value !== '' && (
          <Button
            kind="quiet"
            size="small"
            icon="cross"
            aria-label={t('door.search.clear')}
            onClick={() => {
              wanted.value = '';
              input.current?.focus();
            }}
          />
        )}
      </div>
    </div>
  );
}
