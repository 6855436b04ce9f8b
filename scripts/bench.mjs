import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { main } from './main.mjs'
import { fromRoot, root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

await main(async () => {
  await setup()
  const { build } = await import('esbuild')
  mkdirSync(fromRoot('out', 'bench'), { recursive: true })
  const outfile = fromRoot('out', 'bench', 'main.mjs')
  await build({
    absWorkingDir: root, entryPoints: ['test/bench/main.ts'], outfile, bundle: true, platform: 'node', format: 'esm',
    target: 'node20', logLevel: 'warning', loader: { '.wasm': 'binary' },
  })
  process.argv[1] = outfile
  await import(pathToFileURL(outfile).href)
})
