import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { build, type Plugin } from 'vite';

interface Options {
  /** The worker's source, relative to the project's root. It becomes /sw.js. */
  readonly entry: string;
  readonly target: readonly string[];
  /** Constants beside the worker's own two. */
  readonly define: Readonly<Record<string, string>>;
}

/** A file of the app's shell. `revision` is null where the name itself holds a hash of the content. */
interface Precached {
  readonly url: string;
  readonly revision: string | null;
}

const hashedName = /^assets\/.*-[\w-]{8}\.\w+$/;
const notShell = /(^sw\.js|\.br|\.gz|\.map)$/;

/**
 * After the app is built, build the service worker with two constants in it: `__PRECACHE__`, every file
 * of the shell, and `__BUILD__`, a hash over them, which names the cache.
 */
export function serviceWorker({ entry, target, define }: Options): Plugin {
  let root = '';
  let outDir = '';
  let isWritten = false; // closeBundle is called after a failed build too
  return {
    name: 'doorstep:service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      root = config.root;
      outDir = join(config.root, config.build.outDir);
    },
    writeBundle() {
      isWritten = true;
    },
    closeBundle: {
      order: 'pre',
      sequential: true,
      async handler() {
        if (!isWritten) return;
        const precache = await shellFiles(outDir);
        const buildHash = digest(JSON.stringify(precache));
        await build({
          configFile: false,
          root,
          publicDir: false,
          logLevel: 'warn',
          define: { ...define, __PRECACHE__: JSON.stringify(precache), __BUILD__: JSON.stringify(buildHash) },
          build: {
            outDir,
            emptyOutDir: false,
            target: [...target],
            rolldownOptions: {
              input: join(root, entry),
              output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
            },
          },
        });
      },
    },
  };
}

async function shellFiles(outDir: string): Promise<readonly Precached[]> {
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(outDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !notShell.test(name))
    .sort();
  return Promise.all(names.map((name) => precached(outDir, name)));
}

async function precached(outDir: string, name: string): Promise<Precached> {
  const url = name === 'index.html' ? '/' : `/${name}`;
  if (hashedName.test(name)) return { url, revision: null };
  return { url, revision: digest(await readFile(join(outDir, name))) };
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
