import { t } from '../../messages';
import { changeMapping, type Mapping } from './mapping';
import { FIELDS, type Column, type Field } from './wire';
import { sayField } from './words';

interface Props {
  readonly columns: readonly Column[];
  readonly mapping: Mapping;
  readonly onChange: (mapping: Mapping) => void;
}

/** Each column of the file with what stands in it, and what it is taken for. */
export function Columns({ columns, mapping, onChange }: Props) {
  const isOfPersons = [...mapping.values()].includes('relation');
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label={t('rolls.columns')}>
      <table class="grid-table roll-columns">
        <caption class="visually-hidden">{t('rolls.columns')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('rolls.columns.title')}</th>
            <th scope="col">{t('rolls.columns.samples')}</th>
            <th scope="col">{t('rolls.columns.field')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ index, title, samples }) => {
            const field = mapping.get(index) ?? 'ignore';
            const name = title === '' ? t('rolls.columns.untitled', { n: index + 1 }) : title;
            return (
              <tr key={index} data-ignored={field === 'ignore'}>
                <th scope="row">{name}</th>
                <td data-quiet>{samples.join(' · ') || t('rolls.columns.empty')}</td>
                <td>
                  <label class="desk-choice">
                    <span class="visually-hidden">{t('rolls.columns.holds', { title: name })}</span>
                    <select
                      value={field}
                      data-set={field !== 'ignore'}
                      onChange={(event) => onChange(changeMapping(mapping, index, event.currentTarget.value as Field))}
                    >
                      {FIELDS.map((each) => (
                        <option key={each} value={each}>
                          {sayField(each === 'name' && isOfPersons ? 'person_name' : each)}
                        </option>
                      ))}
                    </select>
                  </label>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
