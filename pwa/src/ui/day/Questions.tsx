import { t } from '../../messages';
import { Icon } from '../parts';
import type { Question } from './wire';
import { sayQuestion } from './words';

/** What a leader may want to ask. Never more than a question, and what it is worked out from stands beside it. */
export function Questions({ questions }: { readonly questions: readonly Question[] }) {
  if (questions.length === 0) return null;
  return (
    <div class="day-questions">
      <Icon name="note" />
      <div>
        <p>
          <b>{t('people.ask.title')}</b>
        </p>
        {questions.map((question) => (
          <p key={question.code}>{sayQuestion(question)}</p>
        ))}
        <details>
          <summary>{t('people.ask.how')}</summary>
          <p>{t('people.ask.note')}</p>
          <p>{t('people.ask.how.text')}</p>
        </details>
      </div>
    </div>
  );
}
