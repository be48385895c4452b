import { t } from '../../messages';
import { FileDrop } from '../parts';
import { MOST_BYTES, TYPES } from './calls';

/** Where a roll is put. */
export function DropZone({ busy, onFile }: { readonly busy: boolean; readonly onFile: (file: File) => void }) {
  return (
    <FileDrop
      title={t('rolls.drop.title')}
      text={t('rolls.drop.text')}
      choose={t('rolls.drop.choose')}
      working={t('rolls.drop.reading')}
      busy={busy}
      accept={TYPES}
      wrongWith={wrongWith}
      onFile={onFile}
    />
  );
}

function wrongWith(file: File, others: number): string {
  if (others > 0) return t('rolls.drop.one');
  if (file.size === 0) return t('rolls.problem.empty_file');
  return file.size > MOST_BYTES ? t('rolls.problem.file_too_large') : '';
}
