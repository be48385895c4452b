import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Ask } from '../board/Ask';
import type { AttentionItem } from '../board/wire';
import { Button, Field, toast } from '../parts';
import { askBack, unask } from './calls';
import { useOnce } from './once';
import { sayReason } from './words';

interface Props {
  readonly item: AttentionItem;
  readonly onSettled: () => void;
}

/** A question to whoever wrote it, which reaches their phone as a notice. Of two who wrote, either may be asked; a roll cannot. */
export function AskBack({ item, onSettled }: Props) {
  const isOpen = useSignal(false);
  const text = useSignal('');
  const chosen = useSignal<string | null>(null);
  const once = useOnce();
  const people = item.authors ?? [];
  const [first] = people;
  if (first === undefined) return null;
  const to = people.find(({ id }) => id === chosen.value) ?? first;
  const send = async (): Promise<void> => {
    const said = text.value.trim();
    const question = await once(`${to.id} ${said}`, (id) => askBack(item, to.id, said, id));
    toast(t('desk.attention.ask.done', { name: to.name }), {
      undo: () => unask(item.kind, item.id, question).then(onSettled),
    });
    onSettled();
  };
  const open = (): void => {
    text.value = t('desk.attention.ask.start', { place: item.label ?? '', about: sayReason(item) });
    isOpen.value = true;
  };
  return (
    <>
      <Button size="small" onClick={open}>
        {t('desk.attention.ask')}
      </Button>
      {isOpen.value && (
        <Ask
          title={t('desk.attention.ask.title', { name: to.name })}
          verb={t('desk.attention.ask.send')}
          disabled={text.value.trim() === ''}
          onYes={send}
          onClose={() => (isOpen.value = false)}
        >
          {people.length > 1 && (
            <div class="chip-row" role="group" aria-label={t('desk.attention.ask.who')}>
              {people.map(({ id, name }) => (
                <Button key={id} size="small" aria-pressed={id === to.id} onClick={() => (chosen.value = id)}>
                  {name}
                </Button>
              ))}
            </div>
          )}
          <Field
            label={t('desk.attention.ask.text')}
            hint={t('desk.attention.ask.hint')}
            value={text.value}
            lines={4}
            maxLength={500}
            onInput={(value) => (text.value = value)}
          />
        </Ask>
      )}
    </>
  );
}
