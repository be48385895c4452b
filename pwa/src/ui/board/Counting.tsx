import { t } from '../../messages';
import { useAgain } from './again';
import { useGet, type Loaded } from './resource';
import type { Coverage } from './wire';

/** Coverage, asked for anew while the server still counts it by other days, another most of tries or another zone. */
export function useCoverage(path: string | null): Loaded<Coverage> {
  const got = useGet<Coverage>(path);
  useAgain(got.data?.is_counting ?? false, got.reload);
  return got;
}

/** Beside figures that are not whole yet. */
export function Counting({ of }: { readonly of: { readonly is_counting: boolean } | null }) {
  return of?.is_counting === true ? <p role="status">{t('seeing.counting')}</p> : null;
}
