import type { ComponentChildren } from 'preact';
import { t } from '../../../messages';
import { goBack } from '../../router';
import { doorNumber } from '../../card/words';
import type { Door } from '../../card/types';
import { saveAt, saveInsteadAt, type Draft } from '../saved';
import type { Form } from './draft';
import { FormFrame } from './FormFrame';
import { useSaving } from './saving';

interface Props<T extends object> {
  readonly door: Door;
  readonly title: string;
  readonly form: Form<T> | null;
  /** What is missing before it can be saved, in words; null if nothing is. */
  readonly missing: string | null;
  /** The commands the form makes; none if nothing was changed. */
  readonly drafts: () => readonly Draft[];
  /** How the saved work is called: "1203 见到了，已存本机". */
  readonly what: string;
  readonly button?: string;
  readonly children: ComponentChildren;
  /** The saved command that the form's is recorded instead of, if any. */
  readonly instead?: string | null;
}

/** A form about one door. It closes once its work is on disk. */
export function FormPage<T extends object>({
  door,
  title,
  form,
  missing,
  drafts,
  what,
  button,
  children,
  instead = null,
}: Props<T>) {
  const home = `/door/${door.id}`;
  const { household } = door.card;
  const saving = useSaving(missing, async () => {
    const made = drafts();
    const typed = form === null ? [] : [form.key];
    const [first] = made;
    if (instead !== null && first !== undefined) await saveInsteadAt(door, first, instead, what, typed);
    else if (made.length > 0) await saveAt(door, made, what, typed);
    await form?.finish();
    goBack(home);
  });
  return (
    <FormFrame
      title={title}
      back={home}
      backWords={
        <>
          <b>{doorNumber(household)}</b> {household.door === null ? '' : household.name}
        </>
      }
      saving={saving}
      button={button ?? t('door.save')}
      isReady={form !== null}
      onRestart={form?.isRestored === true ? form.restart : null}
    >
      {form !== null && children}
    </FormFrame>
  );
}
