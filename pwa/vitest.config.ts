import { defineConfig } from 'vitest/config';

// What keeps state in its modules, or in the browser, gets a world of its own for each file. The rest is pure: its files
// share one, which takes a tenth of the time.
const stateful = [
  ...['src/store/**/*.test.ts', 'src/messages/**/*.test.ts', 'src/sw/**/*.test.ts', 'src/**/*.test.tsx'],
  'src/ui/paper/sheet.test.ts',
];

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    environment: 'happy-dom',
    restoreMocks: true,
    testTimeout: 30_000, // for a machine that does ten other things
    projects: [
      { extends: true, test: { name: 'stateful', include: stateful } },
      { extends: true, test: { name: 'pure', include: ['src/**/*.test.ts'], exclude: stateful, isolate: false } },
    ],
  },
});
