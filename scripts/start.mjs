import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { hasDisplay } from './display.mjs'
import { main } from './main.mjs'
import { fromRoot, say } from './setup/paths.mjs'
import { setup } from './setup.mjs'

const EXAMPLE = 'elman-sunspots.unfold'

/** Trains the example in the terminal, for machines on which no window can be opened. */
async function trainHere() {
  const out = join('out', EXAMPLE)
  mkdirSync(fromRoot('out'), { recursive: true })
  say('There is no display here, so the network that the app would open is trained in this terminal.')
  const { runUnfold } = await import('./unfold.mjs')
  const status = await runUnfold(['train', join('examples', EXAMPLE), '--out', out])
  if (status === 0) say(`The trained network is in ${out}. Look at it with: npm run --silent unfold -- run ${out} --part test`)
  process.exitCode = status
}

await main(async () => {
  const display = await hasDisplay()
  await setup({ display })
  if (!existsSync(fromRoot('examples', EXAMPLE))) throw new Error(`examples/${EXAMPLE} is missing.`)
  if (!display) return trainHere()
  await buildApp()
  const { openApp } = await import('./app.mjs')
  process.exitCode = await openApp([`--example=${EXAMPLE}`, ...process.argv.slice(2)])
})
