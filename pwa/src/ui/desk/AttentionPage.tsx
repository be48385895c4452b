import { Queue } from '../attention/Queue';
import type { Campaign } from '../board/wire';
import { Doubles } from '../doubles/Doubles';
import { doorsPath } from './filters';

/** What waits for a person, as the office sees it: also what a roll left to decide before there is a campaign. */
export function AttentionPage({ campaign }: { readonly campaign: Campaign | null }) {
  const doorPath = campaign === null ? null : (id: string) => doorsPath({}, id);
  return (
    <>
      <Queue heading="h1" doorPath={doorPath} personPath={(id) => `/desk/people/${id}`} />
      <Doubles />
    </>
  );
}
