import { t } from '../../messages';
import { sayNumber } from '../board/words';
import { columnsOf, keyOf, MOST_DOORS, type Cell } from './layout';

interface Props {
  readonly cells: readonly Cell[];
  readonly away: ReadonlySet<string>;
  readonly onToggle: (cell: Cell) => void;
}

/** The building as it will stand, top floor on top. A door that is not there is clicked away; another click brings it back. */
export function DoorsPreview({ cells, away, onToggle }: Props) {
  const shown = cells.slice(0, MOST_DOORS);
  return (
    <section class="panel doors-preview" aria-label={t('setup.preview')}>
      <p role="status">
        {cells.length > 0 && <b>{t('setup.preview.count', { n: cells.length - away.size })} </b>}
        <span data-quiet>{cells.length === 0 ? t('setup.preview.none') : t('setup.preview.text')}</span>
      </p>
      <div class="preview-columns">
        {columnsOf(shown).map(({ entrance, rows }) => (
          <div class="preview-entrance" key={entrance ?? ''} role="group" aria-label={entrance ?? t('setup.preview')}>
            {entrance !== null && <h2>{entrance}</h2>}
            {rows.map(({ floor, cells: members }) => (
              <div class="preview-floor" key={String(floor)}>
                {floor !== null && (
                  <span data-quiet aria-hidden="true">
                    {sayNumber(floor)}
                  </span>
                )}
                <div>
                  {members.map((cell) => (
                    <button
                      key={keyOf(cell)}
                      type="button"
                      class="preview-door"
                      aria-pressed={!away.has(keyOf(cell))}
                      onClick={() => onToggle(cell)}
                    >
                      {cell.door}
                    </button>
                  ))}
                </div>
              </div>
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}
