import { defineConfig } from 'vite';

// The app's store and sync as one script, to be run anew for each page. Names and lines stay as they are: bugs are planted in its text.
export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  build: {
    lib: { entry: 'page.ts', formats: ['iife'], name: 'page', fileName: () => 'page.js' },
    rolldownOptions: { output: { codeSplitting: false } },
    emptyOutDir: true,
    target: 'node24',
    minify: false,
  },
});
