import { Queue } from '../attention/Queue';
import type { Campaign } from '../board/wire';
import { Doubles, JoinedLately, useDoubles } from '../doubles/Doubles';
import { doorsPath } from './filters';

/** What waits for a person, as the office sees it: also what a roll left to decide before there is a campaign. */
export function AttentionPage({ campaign }: { readonly campaign: Campaign | null }) {
  const doubles = useDoubles();
  return (
    <>
      <Queue
        heading="h1"
        doorPath={campaign === null ? null : (id) => doorsPath({}, id)}
        doorsPath={campaign === null ? null : (person) => doorsPath({ person_id: person, unvisited: true })}
        personPath={(id) => `/desk/people/${id}`}
        others={{ count: doubles.pairs.data?.pairs.length ?? null, list: <Doubles {...doubles} /> }}
      />
      <JoinedLately {...doubles} />
    </>
  );
}
