import { Queue } from '../attention/Queue';
import { Doubles } from '../doubles/Doubles';
import { doorsPath } from './filters';

/** What waits for a person, as the office sees it. */
export function AttentionPage() {
  return (
    <>
      <Queue heading="h1" doorPath={(id) => doorsPath({}, id)} personPath={(id) => `/desk/people/${id}`} />
      <Doubles />
    </>
  );
}
