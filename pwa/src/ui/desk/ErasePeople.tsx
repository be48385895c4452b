import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { api, newId, session } from '../../store';
import { Ask } from '../board/Ask';
import { Button, Field, toast } from '../parts';

interface Props {
  readonly household: string;
  /** What must be typed: the door as this page shows it. */
  readonly place: string;
  readonly onErased: (id: string) => void;
}

/** The people of a door are erased for good: a coordinator types which door it is, because nothing brings them back. */
export function ErasePeople({ household, place, onErased }: Props) {
  const isAsking = useSignal(false);
  const typed = useSignal('');
  if (!(session.value?.roles ?? []).some(({ role }) => role === 'coordinator')) return null;
  const erase = async (): Promise<void> => {
    const { id, copies } = await api.post<{ readonly id: string; readonly copies: number }>(
      `/api/households/${household}/erase`,
      { id: newId(), confirm: typed.value },
    );
    toast(copies === 0 ? t('desk.erase.done') : t('desk.erase.done_but_copies', { n: copies }), { ms: 30_000 });
    onErased(id);
  };
  return (
    <section class="box-actions">
      <Button size="small" kind="danger" onClick={() => (isAsking.value = true)}>
        {t('desk.erase')}
      </Button>
      {isAsking.value && (
        <Ask
          title={t('desk.erase.title', { place })}
          verb={t('desk.erase.verb')}
          danger
          disabled={plain(typed.value) !== plain(place)}
          onYes={erase}
          onClose={() => (isAsking.value = false)}
        >
          <p>{t('desk.erase.text')}</p>
          <p>{t('desk.erase.copies')}</p>
          <Field
            label={t('desk.erase.type', { place })}
            value={typed.value}
            maxLength={200}
            onInput={(value) => (typed.value = value)}
          />
        </Ask>
      )}
    </section>
  );
}

const plain = (text: string): string => text.replaceAll(/\s/g, '');
