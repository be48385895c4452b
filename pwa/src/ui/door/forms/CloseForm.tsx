import { t } from '../../../messages';
import type { Door } from '../../card/types';
import type { ScreenProps } from '../../router';
import { NotHere } from '../NotHere';
import { Choice } from './Choice';
import { useForm } from './draft';
import { useHeldDoor } from './held';
import { formKey } from './keys';
import { FormPage } from './FormPage';

const REASONS = ['no_such_door', 'not_a_dwelling', 'demolished'] as const;

interface Value {
  readonly reason: (typeof REASONS)[number] | null;
}

export function CloseForm({ params }: ScreenProps) {
  const door = useHeldDoor(params['id'] ?? '');
  return door === undefined ? <NotHere id={params['id'] ?? ''} /> : <Close key={door.id} door={door} />;
}

/** A volunteer proposes that there is no home here; a coordinator decides. */
function Close({ door }: { readonly door: Door }) {
  const form = useForm<Value>(formKey('close', door.id), door.seen, () => ({ reason: null }));
  const reason = form?.value.reason ?? null;
  return (
    <FormPage
      door={door}
      title={t('door.close.title')}
      form={form}
      missing={reason === null ? t('door.close.missing') : null}
      what={t('door.close.what')}
      button={t('door.close.save')}
      drafts={() =>
        reason === null ? [] : [{ type: 'close_household', household_id: door.id, seen: form?.seen ?? null, reason }]
      }
    >
      <p>{t('door.close.hint')}</p>
      <Choice
        as="rows"
        label={t('door.reason')}
        options={REASONS.map((value) => ({ value, words: t(`door.close.reason.${value}`) }))}
        chosen={reason}
        onChoose={(value) => form?.change({ reason: value })}
      />
    </FormPage>
  );
}
