import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bench, open, processorTime, trainingTime } from './bench-app.mjs'
import { epochOf, quantile } from './bench-editor.mjs'
import { family, megabytes } from './bench-memory.mjs'
import { fromRoot, say } from './setup/paths.mjs'

/** @typedef {import('@playwright/test').Page} Page */

const PLOTS = 20
/** Minutes until caches, compiled code and the states of earlier epochs have reached their final size. */
const WARM = 1
/** Number of samples after the first. */
const SAMPLES = 8
/** Seconds in which to count frames, and in which to count epochs with the document visible or hidden. */
const FRAMES = 4
const TURN = 4

/** Returns the stored form of a document's plots: one per port, then overlays of two ports until there are enough. */
function plotsOf(/** @type {{ nodes: Record<string, unknown> }} */ { nodes }) {
  const ports = Object.keys(nodes)
  return Array.from({ length: PLOTS }, (_, i) => {
    const [first, second] = [ports[i % ports.length], ports[(i + Math.ceil(i / ports.length)) % ports.length]]
    const one = { kind: 'signal', port: first }
    const subject = i < ports.length ? one : { kind: 'overlay', of: [one, { kind: 'signal', port: second }] }
    return { id: String(i), subject, standing: 'panel', moved: { x: 0, y: 0 } }
  })
}

/** Returns the LSTM example with endless training; with another number of units, with few sequences, so that epochs are short. */
function exampleOf(/** @type {number} */ units) {
  const example = JSON.parse(readFileSync(fromRoot('examples', 'lstm-reber.unfold'), 'utf8'))
  example.training = { ...example.training, epochs: 10_000_000, stop: null }
  if (units === 8) return example
  for (const node of Object.values(example.nodes)) if (node.size === 8) node.size = units
  return { ...example, data: { kind: 'task', task: 'embedded-reber', options: { train: 4, validation: 0, test: 4 }, seed: 1 } }
}

/** Returns the page's frames per second. */
const framesOf = (/** @type {Page} */ window) =>
  window.evaluate(
    (seconds) =>
      new Promise((/** @type {(rate: number) => void} */ found) => {
        const begun = performance.now()
        const page = /** @type {any} */ (globalThis)
        let count = 0
        const frame = () => {
          count++
          if (performance.now() - begun < 1000 * seconds) page.requestAnimationFrame(frame)
          else found((1000 * count) / (performance.now() - begun))
        }
        page.requestAnimationFrame(frame)
      }),
    FRAMES,
  )

/**
 * Returns epochs per millisecond of clock time and of the processor time of the thread that trains, with the document visible or, with
 * `hidden`, behind an empty document.
 * @param {import('@playwright/test').ElectronApplication} app @param {Page} window @param {boolean} hidden
 */
async function rate(app, window, hidden) {
  const [epoch, clock, before] = [await epochOf(window), performance.now(), await processorTime(app)]
  if (hidden) await window.keyboard.press('Control+n')
  await window.waitForTimeout(1000 * TURN)
  if (hidden) await window.keyboard.press('Control+w')
  await window.locator('.unrolled-stage').waitFor()
  await window.waitForTimeout(200) // the state is updated ten times a second
  const epochs = (await epochOf(window)) - epoch
  return { clock: epochs / (performance.now() - clock), engine: epochs / trainingTime(before, await processorTime(app)) }
}

const middle = (/** @type {readonly number[]} */ values) => quantile(values, 0.5)
const spread = (/** @type {readonly number[]} */ values) =>
  `${middle(values).toFixed(3)} (half of the pairs from ${quantile(values, 0.25).toFixed(3)} to ${quantile(values, 0.75).toFixed(3)})`

/**
 * Trains the LSTM example in the real window with 20 plots and the unrolled view open, alternating with the gradient flow.
 * Prints the slowdown of training, the frames per second and the memory over time. Options: `--minutes N`, `--units N`.
 */
export async function benchWatched(/** @type {readonly string[]} */ words) {
  const number = (/** @type {string} */ option, /** @type {number} */ usual) => Number(words[words.indexOf(option) + 1 || words.length] ?? NaN) || usual
  const [minutes, units] = [number('--minutes', 4), number('--units', 8)]
  await bench(async ({ folder, display }) => {
    const example = exampleOf(units)
    const { app, window } = await open(folder, example, display)
    const panel = (/** @type {string} */ name) => window.getByRole('tab', { name, exact: true }).click()
    try {
      await window.waitForSelector('.node')
      const kept = { state: { documents: [{ tab: '', path: join(folder, 'bench.unfold'), plots: plotsOf(example) }] }, version: 1 }
      await window.evaluate((text) => /** @type {any} */ (globalThis).localStorage.setItem('unfold.plots', text), JSON.stringify(kept))
      // The journal stores the document within half a second; a reloaded window opens the documents in the journal.
      await window.waitForTimeout(5000)
      await window.reload()
      await window.waitForSelector('.node')
      await panel('Plots')
      await panel('Unrolled')
      await window.locator('.shell-transport .play').click()
      await window
        .locator('.panel-pinned .u-wrap')
        .nth(PLOTS - 1)
        .waitFor({ state: 'attached' })
      const devtools = await window.context().newCDPSession(window)
      const wait = (/** @type {number} */ of) => new Promise((done) => setTimeout(done, 60_000 * of))
      await wait(WARM)
      say('minutes     epoch   heap of the page MB   all processes MB   frames/s with plots   with the gradient flow   as long, by clock   by processor time')
      /** @type {{ heap: number, all: number, plots: number, flow: number, clock: number, engine: number }[]} */
      const found = []
      const start = Date.now()
      for (let k = 0; k <= SAMPLES; k++) {
        const plots = await framesOf(window)
        await panel('Gradients')
        await window.locator('.panel-flow').waitFor()
        const flow = await framesOf(window)
        await panel('Plots')
        // Alternate which of the two is measured first.
        const first = await rate(app, window, k % 2 === 1)
        const second = await rate(app, window, k % 2 === 0)
        const [seen, unseen] = k % 2 === 0 ? [first, second] : [second, first]
        await devtools.send('HeapProfiler.collectGarbage')
        const heap = await window.evaluate(() => /** @type {any} */ (performance).memory.usedJSHeapSize / 2 ** 20)
        const all = megabytes(family(Number(app.process().pid)))
        const row = { heap, all, plots, flow, clock: unseen.clock / seen.clock, engine: unseen.engine / seen.engine }
        found.push(row)
        say(
          `${((Date.now() - start) / 60_000).toFixed(1).padStart(7)} ${String(await epochOf(window)).padStart(9)} ${heap.toFixed(1).padStart(21)} ${String(all).padStart(18)} ${plots.toFixed(0).padStart(21)} ${flow.toFixed(0).padStart(24)} ${row.clock.toFixed(3).padStart(19)} ${row.engine.toFixed(3).padStart(19)}`,
        )
        if (k < SAMPLES) await wait(Math.max(0, ((k + 1) * minutes) / SAMPLES - (Date.now() - start) / 60_000))
      }
      const of = (/** @type {keyof typeof found[number]} */ key) => found.map((row) => row[key])
      const growth = (/** @type {'heap' | 'all'} */ key) => middle(of(key).slice(-3)) - middle(of(key).slice(0, 3))
      say(
        `\nTraining takes as long as out of sight: ${spread(of('clock'))} by the clock, ${spread(of('engine'))} by the processor time of the thread that trains`,
      )
      say(`Frames a second: ${Math.min(...of('plots')).toFixed(0)} or more with plots, ${Math.min(...of('flow')).toFixed(0)} or more with the gradient flow`)
      say(
        `Memory, the last three samples less the first three: ${growth('heap').toFixed(1)} MB of the page's heap, ${growth('all').toFixed(0)} MB of all processes`,
      )
    } finally {
      app.process().kill('SIGKILL')
    }
  })
}
