import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fromRoot } from './setup/paths.mjs'
import { woff2 } from './woff2.mjs'

/** Unpacks the program and runs it. */
const LOADER = `
const packed = Uint8Array.from(atob(document.getElementById('unfold-program').textContent), (letter) => letter.charCodeAt(0))
const program = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
await import(URL.createObjectURL(new Blob([program], { type: 'text/javascript' })))
`

/**
 * Builds the template of exported pages, one HTML file with all code and styles, into `out/renderer/page.html`. The
 * window's sources are built a second time, from the entry `renderer/page/main.tsx`.
 */
export async function buildPage() {
  const { build } = await import('vite')
  const { default: react } = await import('@vitejs/plugin-react')
  const outDir = fromRoot('out', 'page')
  rmSync(outDir, { recursive: true, force: true })
  const instead = new Map(
    ['start', 'threads', 'analysts'].map((name) => [fromRoot('renderer', 'worker', `${name}.ts`), fromRoot('renderer', 'page', `${name}.ts`)]),
  )
  /** Replaces the modules that start threads: a page in one file starts them from text. */
  const alone = {
    name: 'page-threads',
    enforce: /** @type {const} */ ('pre'),
    /** @this {any} @param {string} source @param {string | undefined} importer */
    async resolveId(source, importer) {
      if (!importer || !/^\.{1,2}\/(?:.*\/)?(?:start|threads|analysts)$/.test(source)) return null
      const found = await this.resolve(source, importer, { skipSelf: true })
      return (found && instead.get(found.id)) ?? null
    },
  }
  await build({
    configFile: false,
    logLevel: 'error',
    root: fromRoot('renderer', 'page'),
    base: './',
    plugins: [alone, woff2, react()],
    resolve: { dedupe: ['zustand'] },
    // On a page opened from a file, browsers do not start module workers from a blob.
    worker: { format: 'iife', plugins: () => [alone] },
    build: {
      outDir,
      target: 'chrome120',
      minify: true,
      modulePreload: false,
      cssCodeSplit: false,
      // A page contains the licenses of everything in it.
      license: { fileName: 'licenses.md' },
      assetsInlineLimit: 2 ** 20,
      chunkSizeWarningLimit: 8192,
      rolldownOptions: { input: fromRoot('renderer', 'page', 'index.html'), output: { codeSplitting: false } },
    },
  })
  const assets = join(outDir, 'assets')
  const one = (/** @type {string} */ end) => {
    const names = readdirSync(assets).filter((name) => name.endsWith(end))
    if (names.length !== 1) throw new Error(`Expected one ${end} of the page, got ${names.join(', ') || 'none'}.`)
    return readFileSync(join(assets, String(names[0])), 'utf8')
  }
  // Compress the program to a third, so that a page is small enough for mail.
  const program = gzipSync(one('.js'), { level: 9 }).toString('base64')
  const style = one('.css').replaceAll('</style', '<\\/style')
  const licenses = [
    join(outDir, 'licenses.md'),
    ...['inter', 'jetbrains-mono'].map((font) => fromRoot('node_modules', '@fontsource-variable', font, 'LICENSE')),
    fromRoot('LICENSE'),
  ]
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n\n')
    .replaceAll('</', '< /')
  const hash = createHash('sha256').update(LOADER).digest('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob: 'wasm-unsafe-eval'`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const html = readFileSync(join(outDir, 'index.html'), 'utf8')
    .replace(/<script[^>]*><\/script>\s*/, '')
    .replace(/<link rel="stylesheet"[^>]*>\s*/, '')
    .replace('<meta charset="utf-8" />', () => `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`)
    .replace('</head>', () => `<style>${style}</style>\n  </head>`)
    .replace(
      '</body>',
      () =>
        `<!-- document -->\n    <script type="text/plain" id="licenses">${licenses}</script>\n    <script type="text/plain" id="unfold-program">${program}</script>\n    <script type="module">${LOADER}</script>\n  </body>`,
    )
  mkdirSync(fromRoot('out', 'renderer'), { recursive: true })
  writeFileSync(fromRoot('out', 'renderer', 'page.html'), html)
}
