import { readFile, readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const texts = new Set(['.html', '.js', '.css', '.json', '.svg', '.webmanifest', '.txt']);
const worthIt = 1024; // bytes: below this a reply fits one packet either way

/** Put NAME.br and NAME.gz beside each text file, so that the server compresses nothing of the app itself. */
export function precompress(): Plugin {
  let outDir = '';
  let isWritten = false; // closeBundle is called after a failed build too
  return {
    name: 'doorstep:precompress',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    writeBundle() {
      isWritten = true;
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        if (!isWritten) return;
        const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile() && texts.has(extname(entry.name)));
        await Promise.all(files.map((entry) => compress(join(entry.parentPath, entry.name))));
      },
    },
  };
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < worthIt) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await Promise.all([
    writeFile(`${path}.br`, brotliCompressSync(content, { params })),
    writeFile(`${path}.gz`, gzipSync(content, { level: 9 })),
  ]);
}
