import { t } from '../../messages';
import { useNow } from '../board/clock';
import type { Campaign } from '../board/wire';
import { RecentMoves } from './RecentMoves';

/** Every move of the campaign, newest first, each with its way back. */
export function Moves({ campaign }: { readonly campaign: Campaign }) {
  const now = useNow();
  return (
    <>
      <header class="desk-head">
        <div>
          <h1>{t('desk.nav.moves')}</h1>
          <p data-quiet>{t('desk.moves.about')}</p>
        </div>
      </header>
      <RecentMoves campaign={campaign} now={now} />
    </>
  );
}
