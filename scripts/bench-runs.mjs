import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bench, open, processorTime } from './bench-app.mjs'
import { fromRoot, say } from './setup/paths.mjs'

const RUNS = 10_000
const EPOCHS = 400
/** Milliseconds without work of the page's thread after which an action counts as complete, and longest wait. */
const QUIET = 400
const PATIENCE = 60_000

/** All settings of a part of a document by path, as the results of the window's runs name them. */
function settingsIn(/** @type {string} */ path, /** @type {object} */ value) {
  /** @type {Record<string, unknown>} */
  const found = {}
  for (const [key, part] of Object.entries(value))
    Object.assign(found, typeof part === 'object' && part !== null && !Array.isArray(part) ? settingsIn(`${path}.${key}`, part) : { [`${path}.${key}`]: part })
  return found
}

/** Writes `count` runs beside a document, half from the window and half from a sweep; returns the document and the bytes of their files. */
function makeRuns(/** @type {string} */ folder, /** @type {number} */ count) {
  const document = JSON.parse(readFileSync(fromRoot('examples', 'elman-sunspots.unfold'), 'utf8'))
  const data = readFileSync(fromRoot('examples', document.data.path))
  delete document.weights
  mkdirSync(join(folder, document.data.path, '..'), { recursive: true })
  writeFileSync(join(folder, document.data.path), data)
  const drawn = { ...settingsIn('training', document.training), ...settingsIn('nodes', document.nodes) }
  const home = join(folder, 'bench.runs')
  const half = count / 2
  const rates = Array.from({ length: 10 }, (_, i) => Number((0.001 * 1.5 ** i).toPrecision(3)))
  let bytes = 0
  const write = (/** @type {string} */ path, /** @type {string} */ text) => {
    writeFileSync(path, text)
    bytes += text.length
  }
  const runs = Array.from({ length: half }, (_, i) => ({
    'training.optimizer.learningRate': rates[i % 10],
    'nodes.h.size': 4 + (Math.floor(i / 10) % 20),
    'training.seed': 1 + Math.floor(i / 200),
  }))
  for (const [sweep, at] of [home, join(home, 'sweep-1')].entries()) {
    if (sweep === 1) {
      mkdirSync(at, { recursive: true })
      write(join(at, 'sweep.json'), JSON.stringify({ sweep: 1, version: '0.1.0', document, vary: [], seeds: [], runs }))
    }
    for (const [i, settings] of runs.entries()) {
      const to = join(at, 'runs', String(i + 1).padStart(4, '0'))
      mkdirSync(to, { recursive: true })
      const loss = 0.01 + ((i * 7919) % half) / half
      const part = { loss, outputs: { y: { columns: [{ column: 'sunspots', rmse: 30 * loss, mae: 20 * loss, r2: 1 - loss / 2 }] } } }
      const scores = { train: part, validation: part, test: part, best: { epoch: 300, by: 'validation', train: part, validation: part, test: part } }
      const common = { run: i + 1, version: '0.1.0', state: 'done', epochs: EPOCHS, seconds: 2.5, ...scores }
      const own = {
        settings: { ...drawn, ...settings },
        started: 1_750_000_000_000 + 60_000 * i,
        seed: settings['training.seed'],
        last: { epoch: EPOCHS, loss, validation: loss },
      }
      write(join(to, 'result.json'), JSON.stringify(sweep === 1 ? { ...common, settings } : { ...common, ...own }))
      write(
        join(to, 'log.jsonl'),
        Array.from({ length: EPOCHS }, (_, e) => `${JSON.stringify({ epoch: e + 1, loss: loss + 1 / (e + 1), validation: loss + 1 / (e + 2) })}\n`).join(''),
      )
      write(join(to, sweep === 1 ? 'settings.json' : 'document.unfold'), JSON.stringify(sweep === 1 ? settings : document))
    }
  }
  return { document, bytes }
}

/** Opens a document with 10,000 runs, and prints the processor time of opening, sorting and filtering their table. */
export async function benchRuns() {
  await bench(async ({ folder, display }) => {
    const { document, bytes } = makeRuns(folder, RUNS)
    say(`\n${RUNS} runs, ${(bytes / RUNS / 1000).toFixed(1)} kB each`)
    say('                                       page ms   main ms   clock ms      rows')
    await measure('first opening, without an index', 'opening again')
    await measure('opening', undefined)
    say(`index: ${(['', 'sweep-1'].reduce((sum, name) => sum + statSync(join(folder, 'bench.runs', name, 'index.json')).size, 0) / 1e6).toFixed(1)} MB`)

    async function measure(/** @type {string} */ opening, /** @type {string | undefined} */ only) {
      const { app, window } = await open(folder, document, display)
      await window.waitForSelector('.node', { timeout: PATIENCE })
      await window.keyboard.press('Escape') // hints
      const table = window.locator('.runs-list')
      const act = async (/** @type {string} */ what, /** @type {() => Promise<unknown>} */ work) => {
        await rest()
        const [before, begun] = [await processorTime(app), performance.now()]
        await work()
        const clock = performance.now() - begun
        await rest()
        const after = await processorTime(app)
        const rows = Number(await table.getAttribute('aria-rowcount')) - 1
        say(
          `${what.padEnd(36)} ${(after.page - before.page).toFixed(0).padStart(9)} ${(after.main - before.main).toFixed(0).padStart(9)} ${clock.toFixed(0).padStart(10)} ${String(rows).padStart(9)}`,
        )
      }
      /** Waits until the page has nothing to do. */
      const rest = async () => {
        for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
          const { page, main } = await processorTime(app)
          await window.waitForTimeout(QUIET)
          const now = await processorTime(app)
          if (now.page - page + now.main - main < QUIET / 20) return
        }
      }
      try {
        await act(opening, async () => {
          await window.getByRole('tab', { name: 'Runs' }).click()
          await window.locator('.runs-list [data-run]').first().waitFor({ timeout: PATIENCE })
        })
        if (only !== undefined) return void (await window.waitForTimeout(4_000))
        await act('nothing', () => table.click({ position: { x: 1, y: 1 } }))
        const head = (/** @type {string} */ name) => window.locator('.runs-head', { hasText: name }).first()
        for (const name of ['Loss', 'Loss', 'learningRate', 'Run', 'Seed']) await act(`sorted by ${name}`, () => head(name).click())
        const filter = window.locator('.runs-filter')
        for (const text of ['a', 'adam', 'learningrate<0.01', 'size=8 validation<0.5', '']) await act(`filter “${text}”`, () => filter.fill(text))
        await act('sorted and scrolled to the end', () => window.locator('.runs-scroll').evaluate((element) => element.scrollTo(0, 1e7)))
        await act('one run checked', () => window.locator('.runs-list [data-run] input').last().click())
        await table.locator('[data-run]').last().click()
        const card = window.locator('.runs-card')
        await act('a tag', async () => {
          await card.locator('input').nth(1).fill('good')
          await window.keyboard.press('Enter')
        })
        await act('one run deleted', () => card.getByRole('button', { name: 'Delete this run' }).click())
        await act('undone', () => window.locator('.runs-undo button').click())
        await act('200 curves', () => window.getByRole('checkbox', { name: 'Show the curves of all runs in the table' }).check({ timeout: PATIENCE }))
        await act('the pointer moved over them', () => window.locator('.runs-plots .u-over').hover())
        for (const name of ['Parallel', 'Scatter']) await act(name, () => window.locator('.runs-plots').getByRole('button', { name }).click())
      } finally {
        app.process().kill('SIGKILL')
      }
    }
  })
}
