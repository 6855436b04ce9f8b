import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bench, open, processorTime } from './bench-app.mjs'
import { gaps, pan } from './bench-editor.mjs'
import { fromRoot, say } from './setup/paths.mjs'
import { prepareUnfold } from './unfold.mjs'

/** The three ways of training alternate: each trains `BLOCKS` blocks of `RUNS` runs. */
const BLOCKS = 4
const RUNS = 50
/** Epochs of one run, some tenths of a second of training. */
const EPOCHS = 1_000
/** Runs at the same time: on two processors, all but one. */
const JOBS = 1
const PATIENCE = 600_000

/**
 * Trains the sunspot network with the same number of seeds in three ways: by calls of `unfold train`, by `unfold sweep`, and
 * by a sweep in the window. Prints the runs per minute of each; then pans the canvas while a sweep runs.
 */
export async function benchSweeps() {
  await bench(async ({ folder, display }) => {
    await prepareUnfold()
    const { weights: _, fitted: __, extensions: ___, ...document } = JSON.parse(readFileSync(fromRoot('examples', 'elman-sunspots.unfold'), 'utf8'))
    document.training.epochs = EPOCHS
    mkdirSync(dirname(join(folder, document.data.path)), { recursive: true })
    copyFileSync(fromRoot('examples', document.data.path), join(folder, document.data.path))
    const { app, window } = await open(folder, document, display)
    const unfold = (/** @type {readonly string[]} */ ...args) =>
      void execFileSync(process.execPath, [fromRoot('out', 'cli', 'unfold.mjs'), ...args], { cwd: folder, stdio: 'ignore' })
    await window.waitForSelector('.node', { timeout: PATIENCE })
    await window.keyboard.press('Escape') // hints
    await window.getByRole('tab', { name: 'Runs' }).click()

    const begin = async (/** @type {string} */ seeds) => {
      await window.getByRole('button', { name: 'Train many runs…' }).first().click()
      await window.getByLabel('Seeds').fill(seeds)
      await window.getByLabel('At once').fill(String(JOBS))
      await window.getByLabel('Seeds').press('Enter')
      await window.waitForSelector('.sweep-course', { timeout: PATIENCE })
    }
    const over = () => window.waitForSelector('.sweep-course', { state: 'detached', timeout: PATIENCE })
    /** @type {Record<string, (seeds: readonly [number, number], block: number) => Promise<void>>} */
    const ways = {
      'train, one call after another': async ([first, last]) => {
        for (let seed = first; seed <= last; seed++) unfold('train', 'bench.unfold', '--seed', String(seed), '--out', join('alone', `${seed}.unfold`))
      },
      'unfold sweep': async (seeds, block) => unfold('sweep', 'bench.unfold', '--seeds', seeds.join('..'), '--jobs', String(JOBS), '--out', `swept-${block}`),
      'a sweep in the window': async (seeds) => {
        await begin(seeds.join('..'))
        await over()
      },
    }
    mkdirSync(join(folder, 'alone'))
    /** @type {Record<string, number>} */
    const seconds = {}
    try {
      for (let block = 0; block < BLOCKS; block++)
        for (const [name, run] of Object.entries(ways)) {
          const begun = performance.now()
          await run([block * RUNS + 1, (block + 1) * RUNS], block)
          seconds[name] = (seconds[name] ?? 0) + (performance.now() - begun) / 1000
        }
      say(`\n${BLOCKS * RUNS} runs of ${EPOCHS} epochs each, ${JOBS} at a time, in ${BLOCKS} blocks by turns`)
      say('                                 runs a minute     to the line above')
      let above = NaN
      for (const [name, took] of Object.entries(seconds)) {
        say(
          `${name.padEnd(32)} ${((60 * BLOCKS * RUNS) / took).toFixed(1).padStart(13)} ${(Number.isNaN(above) ? '' : (above / took).toFixed(2)).padStart(21)}`,
        )
        above = took
      }
      await begin(`1..${RUNS}`)
      const before = await processorTime(app)
      const { median, p95, longest, fps } = await gaps({ app, window }, 'panned', true, () => pan(window))
      const { page } = await processorTime(app)
      await window.waitForSelector('.sweep-course', { timeout: PATIENCE }) // fails if the sweep ended during the measurement
      say(
        `\nThe canvas panned meanwhile: ${fps.toFixed(0)} frames a second; ${median.toFixed(1)} ms between two, 95 % within ${p95.toFixed(1)}, longest ${longest.toFixed(0)}; the page's thread took ${(page - before.page).toFixed(0)} ms`,
      )
    } finally {
      app.process().kill('SIGKILL')
    }
  })
}
