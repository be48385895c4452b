import { defineConfig } from 'vite';
import { precompress } from './vite/precompress.ts';
import { serviceWorker } from './vite/service-worker.ts';
import { appVersion } from './vite/version.ts';

// Phones handed down to volunteers: Android WebViews and browsers of about 2020 and later.
const oldPhones = ['chrome80', 'edge80', 'firefox78', 'safari14'];

// What is in a volunteer's hand all day, with what it needs, is one file: in fifty small ones it starts a sixth slower from the phone's own store.
const atTheDoor = /src\/ui\/(add-door|card|door|doors|list|next|requests)\//;

const define = { __APP_VERSION__: JSON.stringify(appVersion(import.meta.dirname)) };

export default defineConfig({
  define,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../server/app',
    emptyOutDir: true,
    target: oldPhones,
    assetsInlineLimit: 0, // a data: address would need a hole in the content security policy
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 300,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'door', test: atTheDoor }] } } },
  },
  plugins: [serviceWorker({ entry: 'src/sw.ts', target: oldPhones, define }), precompress()],
  server: { proxy: { '/api': 'http://127.0.0.1:8000', '/health': 'http://127.0.0.1:8000' } },
});
