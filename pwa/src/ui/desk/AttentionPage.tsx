import { Queue } from '../attention/Queue';
import { useGet } from '../board/resource';
import type { Campaign } from '../board/wire';
import { Doubles, JoinedLately } from '../doubles/Doubles';
import type { Pairs } from '../doubles/wire';
import { doorsPath } from './filters';

/** What waits for a person, as the office sees it: also what a roll left to decide before there is a campaign. */
export function AttentionPage({ campaign }: { readonly campaign: Campaign | null }) {
  const pairs = useGet<Pairs>('/api/pairs');
  const reload = pairs.reload;
  return (
    <>
      <Queue
        heading="h1"
        doorPath={campaign === null ? null : (id) => doorsPath({}, id)}
        doorsPath={campaign === null ? null : (person) => doorsPath({ person_id: person, unvisited: true })}
        personPath={(id) => `/desk/people/${id}`}
        others={{ count: pairs.data?.pairs.length ?? 0, list: <Doubles pairs={pairs} /> }}
      />
      <JoinedLately onAgain={reload} />
    </>
  );
}
