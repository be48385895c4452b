import { defineConfig } from 'vite';

// One file that Node runs: the app's store and sync with a pipe for a network.
export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: { ssr: 'phone.ts', emptyOutDir: true, target: 'node24', minify: false },
});
