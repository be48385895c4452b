import type { ScreenEntry } from '../router';

const areas = import.meta.glob<readonly ScreenEntry[]>('../*/routes.ts', { eager: true, import: 'routes' });

/** Every screen of the app, from the `routes.ts` of each area. */
export const screens: readonly ScreenEntry[] = Object.values(areas).flat();
