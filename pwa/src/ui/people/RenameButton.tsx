import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { noteOwnName, session } from '../../store';
import { Ask } from '../board/Ask';
import type { Named } from '../board/wire';
import { Button, Field, toast } from '../parts';
import { renamePerson } from './calls';

interface Props {
  readonly person: Named;
  readonly onChanged: () => void;
}

/** Another name for somebody. It can be taken back. */
export function RenameButton({ person, onChanged }: Props) {
  const asking = useSignal(false);
  const name = useSignal(person.name);
  const call = async (wanted: string): Promise<void> => {
    const renamed = await renamePerson(person.id, wanted);
    if (person.id === session.value?.person.id) noteOwnName(renamed.name);
    onChanged();
  };
  const rename = async (): Promise<void> => {
    const before = person.name;
    await call(name.value.trim());
    toast(t('people.person.renamed', { name: name.value.trim() }), { undo: () => call(before) });
  };
  return (
    <>
      <Button
        size="small"
        icon="edit"
        onClick={() => {
          name.value = person.name;
          asking.value = true;
        }}
      >
        {t('people.person.rename')}
      </Button>
      {asking.value && (
        <Ask
          title={t('people.person.rename.title', { name: person.name })}
          verb={t('people.person.rename')}
          disabled={name.value.trim() === '' || name.value.trim() === person.name}
          onYes={rename}
          onClose={() => (asking.value = false)}
        >
          <Field
            label={t('people.list.name')}
            value={name.value}
            maxLength={60}
            hint={t('people.person.rename.hint')}
            onInput={(value) => (name.value = value)}
          />
        </Ask>
      )}
    </>
  );
}
