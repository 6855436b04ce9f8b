import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bench, start } from './bench-app.mjs'
import { family, megabytes } from './bench-memory.mjs'
import { fromRoot, say } from './setup/paths.mjs'

const PLOTS = 20
/** Minutes until caches, compiled code and the states of earlier epochs have their size. */
const WARM = 1
/** Samples that are taken. */
const SAMPLES = 8

/** Plots of the document, as the window keeps them: every port, and every pair of two until there are enough. */
function plotsOf(/** @type {{ nodes: Record<string, unknown> }} */ { nodes }) {
  const ports = Object.keys(nodes)
  return Array.from({ length: PLOTS }, (_, i) => {
    const [first, second] = [ports[i % ports.length], ports[(i + Math.ceil(i / ports.length)) % ports.length]]
    const one = { kind: 'signal', port: first }
    const subject = i < ports.length ? one : { kind: 'overlay', of: [one, { kind: 'signal', port: second }] }
    return { id: String(i), subject, standing: 'panel', moved: { x: 0, y: 0 } }
  })
}

/** Trains the LSTM example with 20 plots and the unrolled view open: memory and frames a second as time passes. */
export async function benchWatched(/** @type {readonly string[]} */ words) {
  const minutes = Number(words[words.indexOf('--minutes') + 1] ?? NaN) || 4
  await bench(async ({ folder, display }) => {
    const path = join(folder, 'lstm.unfold')
    const example = JSON.parse(readFileSync(fromRoot('examples', 'lstm-reber.unfold'), 'utf8'))
    writeFileSync(path, JSON.stringify({ ...example, training: { ...example.training, epochs: 1_000_000, stop: null } }))
    const { app, window } = await start(folder, [path], display)
    try {
      await window.waitForSelector('.node')
      const kept = { state: { documents: [{ tab: '', path, plots: plotsOf(example) }] }, version: 1 }
      await window.evaluate((text) => /** @type {any} */ (globalThis).localStorage.setItem('unfold.plots', text), JSON.stringify(kept))
      await window.reload()
      await window.waitForSelector('.node')
      await window.getByRole('tab', { name: 'Plots', exact: true }).click()
      await window.getByRole('tab', { name: 'Unrolled' }).click()
      await window.locator('.shell-transport .play').click()
      await window
        .locator('.panel-pinned .u-wrap')
        .nth(PLOTS - 1)
        .waitFor({ state: 'attached' })
      const devtools = await window.context().newCDPSession(window)
      const wait = (/** @type {number} */ of) => new Promise((done) => setTimeout(done, 60_000 * of))
      await wait(WARM)
      say('minutes   epoch   heap of the page MB   all processes MB   frames/s')
      for (let k = 0; k <= SAMPLES; k++) {
        const frames = await window.evaluate(
          (seconds) =>
            new Promise((found) => {
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
          5,
        )
        await devtools.send('HeapProfiler.collectGarbage')
        const heap = await window.evaluate(() => /** @type {any} */ (performance).memory.usedJSHeapSize / 2 ** 20)
        const epoch = await window.locator('.shell-transport').innerText()
        const all = megabytes(family(Number(app.process().pid)))
        const count = /(\d[\d,]*)\s*\/\s*1,000,000/.exec(epoch)?.[1] ?? ''
        say(
          `${((k * minutes) / SAMPLES).toFixed(1).padStart(7)} ${count.padStart(7)} ${heap.toFixed(1).padStart(21)} ${String(all).padStart(18)} ${Number(frames).toFixed(0).padStart(10)}`,
        )
        if (k < SAMPLES) await wait(Math.max(0, minutes / SAMPLES - 5 / 60))
      }
    } finally {
      app.process().kill('SIGKILL')
    }
  })
}
