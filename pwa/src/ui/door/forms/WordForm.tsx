import { t } from '../../../messages';
import { answerOf } from '../../card/requests';
import type { Door, ServiceRequest } from '../../card/types';
import { Field } from '../../parts';
import type { ScreenProps } from '../../router';
import { NotHere } from '../NotHere';
import { useForm } from './draft';
import { useHeld, useHeldDoor } from './held';
import { formKey } from './keys';
import { FormPage } from './FormPage';

export function WordForm({ params }: ScreenProps) {
  const door = useHeldDoor(params['id'] ?? '');
  const about = params['request'] ?? '';
  const request = useHeld(
    about,
    door?.card.requests.find(({ id }) => id === about),
  );
  if (door === undefined || request === undefined) return <NotHere id={params['id'] ?? ''} />;
  return <NotSatisfied key={request.id} door={door} request={request} />;
}

/** The resident says it is not done: the request opens again, with their words. */
function NotSatisfied({ door, request }: { readonly door: Door; readonly request: ServiceRequest }) {
  const form = useForm(formKey('word', door.id, request.id), door.seen, () => ({ text: '' }));
  const text = form?.value.text ?? '';
  const answer = answerOf(request)?.text ?? '';
  return (
    <FormPage
      door={door}
      title={t('door.ask.not_satisfied')}
      form={form}
      missing={null}
      what={t('door.ask.not_satisfied')}
      drafts={() => [
        {
          type: 'advance_request',
          household_id: door.id,
          seen: form?.seen ?? null,
          request_id: request.id,
          event: 'not_satisfied',
          ...(text.trim() === '' ? {} : { text: text.trim() }),
        },
      ]}
    >
      <div class="form-summary">
        <p>
          <b>{request.text}</b>
        </p>
        {answer !== '' && <p>{answer}</p>}
      </div>
      <Field
        label={t('door.ask.why')}
        lines={4}
        maxLength={4000}
        value={text}
        onInput={(words) => form?.change({ text: words })}
      />
    </FormPage>
  );
}
