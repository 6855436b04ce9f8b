import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { woff2 } from './scripts/woff2.mjs'

// The oldest runtime that the code must run on is the fallback's, not the one that package.json names.
process.env.ELECTRON_MAJOR_VER ??= '33'

const part = (...path: string[]) => resolve(import.meta.dirname, ...path)

const { version } = JSON.parse(readFileSync(part('node_modules', 'electron', 'package.json'), 'utf8')) as { version: string }

export default defineConfig({
  main: {
    define: { ELECTRON_VERSION: JSON.stringify(version) },
    build: { outDir: 'out/main', rolldownOptions: { input: { index: part('electron', 'main.ts'), runner: part('electron', 'runner', 'index.ts') } } },
  },
  preload: {
    // A sandboxed preload script is CommonJS in one file.
    build: {
      outDir: 'out/preload',
      rolldownOptions: { input: { index: part('electron', 'preload.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: part('renderer'),
    base: './',
    plugins: [woff2, react()],
    // One copy of what the canvas's library and the window both use.
    resolve: { dedupe: ['zustand'] },
    worker: { format: 'es' },
    build: {
      outDir: part('out', 'renderer'),
      emptyOutDir: true,
      minify: true,
      // Whoever gets the program gets the licenses of what is in it.
      license: { fileName: 'licenses.md' },
      // A file of its own for every font and picture: the content security policy knows no data: but for pictures.
      assetsInlineLimit: 0,
      // Everything is read from the disk: one file that is large costs less than many that are small.
      chunkSizeWarningLimit: 4096,
      rolldownOptions: { input: part('renderer', 'index.html') },
    },
    server: {
      // As in the product, so that SharedArrayBuffer is there while developing.
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
      fs: { allow: [import.meta.dirname] },
    },
  },
})
