import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { bench, open, processorTime, random } from './bench-app.mjs'
import { fromRoot, say } from './setup/paths.mjs'

/**
 * Milliseconds between frames, and milliseconds of CPU time per frame: of the page's thread, and of drawing (NaN if the
 * system does not report it).
 */
/** @typedef {{ what: string, training: boolean, median: number, p95: number, longest: number, fps: number, page: number, drawing: number }} Gaps */

const COLUMNS = 20
const ROWS = 22
const CONTEXTS = 58
/** Milliseconds to wait for another zoom to be drawn, even on a busy machine. */
const CHANGED = 3000

/** A document of 500 nodes and 1,500 wires: columns of layers that feed the next columns, some with contexts. */
export function largeDocument() {
  const pick = random(7)
  /** @type {Record<string, object>} */
  const nodes = { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } }
  /** @type {Record<string, { x: number, y: number }>} */
  const places = { x: { x: -320, y: 1500 }, y: { x: COLUMNS * 340, y: 1500 } }
  /** @type {Record<string, object>} */
  const edges = {}
  const layer = (/** @type {number} */ c, /** @type {number} */ r) => `h${c}_${r}`
  for (let c = 0; c < COLUMNS; c++)
    for (let r = 0; r < ROWS; r++) {
      nodes[layer(c, r)] = { type: 'layer', size: 3 }
      places[layer(c, r)] = { x: c * 340, y: r * 180 }
    }
  for (let k = 0; k < CONTEXTS; k++) {
    const c = k % COLUMNS
    const r = (7 * k) % ROWS
    nodes[`c${k}`] = { type: 'context' }
    places[`c${k}`] = { x: c * 340 + 20, y: ROWS * 180 + Math.floor(k / COLUMNS) * 180 }
    edges[`copy${k}`] = { from: layer(c, r), to: `c${k}` }
    edges[`back${k}`] = { from: `c${k}`, to: layer(c, r) }
  }
  for (let r = 0; r < ROWS; r++) {
    edges[`in${r}`] = { from: 'x', to: layer(0, r) }
    edges[`out${r}`] = { from: layer(COLUMNS - 1, r), to: 'y' }
    for (let c = 0; c + 1 < COLUMNS; c++) edges[`w${c}_${r}`] = { from: layer(c, r), to: layer(c + 1, r) }
  }
  while (Object.keys(edges).length < 1500) {
    const c = pick(COLUMNS - 1)
    const [from, to] = [pick(ROWS), pick(ROWS)]
    if (from !== to) edges[`v${c}_${from}_${to}`] = { from: layer(c, from), to: layer(c + 1, to) }
  }
  return document(nodes, edges, places, 24)
}

/** A document of twenty layers in a ring with a context, all watched. */
export function watchedDocument() {
  /** @type {Record<string, object>} */
  const nodes = { x: { type: 'input', size: 2 } }
  /** @type {Record<string, object>} */
  const edges = { in: { from: 'x', to: 'h0' } }
  /** @type {Record<string, { x: number, y: number }>} */
  const places = { x: { x: -300, y: 0 } }
  for (let i = 0; i < 17; i++) {
    nodes[`h${i}`] = { type: 'layer', size: 16 }
    places[`h${i}`] = { x: (i % 6) * 260, y: Math.floor(i / 6) * 200 }
    if (i > 0) edges[`w${i}`] = { from: `h${i - 1}`, to: `h${i}` }
  }
  Object.assign(nodes, { c: { type: 'context' }, y: { type: 'output', size: 1 } })
  Object.assign(edges, { copy: { from: 'h16', to: 'c' }, back: { from: 'c', to: 'h0' }, out: { from: 'h16', to: 'y' } })
  Object.assign(places, { c: { x: 700, y: 640 }, y: { x: 1600, y: 400 } })
  return document(nodes, edges, places, 100)
}

function document(/** @type {object} */ nodes, /** @type {object} */ edges, /** @type {object} */ places, /** @type {number} */ steps) {
  const sequences = Array.from({ length: 4 }, (_, s) => ({
    x: Array.from({ length: steps }, (_none, t) => [Math.sin(t / 3 + s), Math.cos(t / 5)]),
    y: Array.from({ length: steps }, (_none, t) => [Math.sin((t + 1) / 3 + s)]),
  }))
  return {
    format: 'unfold-graph',
    version: 1,
    name: 'Bench',
    nodes,
    edges,
    data: { kind: 'inline', sequences },
    training: { algorithm: { kind: 'bptt', horizon: null }, optimizer: { kind: 'adam', learningRate: 1e-4 }, epochs: 1_000_000, seed: 1 },
    view: { nodes: places },
  }
}

const sorted = (/** @type {readonly number[]} */ values) => [...values].sort((a, b) => a - b)
export const quantile = (/** @type {readonly number[]} */ values, /** @type {number} */ q) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? NaN

/**
 * Milliseconds between frames while `move` runs.
 * @param {{ app: import('@playwright/test').ElectronApplication, window: import('@playwright/test').Page }} running
 * @param {string} what @param {boolean} training @param {() => Promise<void>} move
 * @returns {Promise<Gaps>}
 */
export async function gaps({ app, window }, what, training, move) {
  const before = await processorTime(app)
  await window.evaluate(`(() => {
    window.pictures = []
    const look = (now) => { if (window.pictures) { window.pictures.push(now); requestAnimationFrame(look) } }
    requestAnimationFrame(look)
  })()`)
  await move()
  const at = /** @type {number[]} */ (await window.evaluate('(() => { const all = window.pictures; window.pictures = undefined; return all })()'))
  const after = await processorTime(app)
  const between = at.slice(1).map((now, i) => now - /** @type {number} */ (at[i]))
  const total = between.reduce((a, b) => a + b, 0)
  return {
    what,
    training,
    median: quantile(between, 0.5),
    p95: quantile(between, 0.95),
    longest: Math.max(...between),
    fps: (1000 * between.length) / total,
    page: (after.page - before.page) / between.length,
    drawing: (after.drawing - before.drawing) / between.length,
  }
}

/** Drags the canvas back and forth with the middle button for about two seconds. */
export async function pan(/** @type {import('@playwright/test').Page} */ window) {
  await window.mouse.move(700, 400)
  await window.mouse.down({ button: 'middle' })
  const end = Date.now() + 2000
  for (let i = 0; Date.now() < end; i++) await window.mouse.move(700 + 160 * Math.sin(i / 12), 400 + 100 * Math.sin(i / 17))
  await window.mouse.up({ button: 'middle' })
}

/** Zooms in and out about the centre for about two seconds. */
async function zoom(/** @type {import('@playwright/test').Page} */ window) {
  await window.mouse.move(640, 380)
  const end = Date.now() + 2000
  for (let i = 0; Date.now() < end; i++) {
    await window.mouse.wheel(0, i % 24 < 12 ? -100 : 100)
    await window.waitForTimeout(8) // a real wheel sends events no faster
  }
}

export const epochOf = async (/** @type {import('@playwright/test').Page} */ window) =>
  Number((await window.locator('[data-readout="epoch"]').innerText()).split('/')[0]?.replace(/\D/g, ''))

async function play(/** @type {import('@playwright/test').Page} */ window) {
  await window.getByRole('button', { name: 'Play', exact: true }).click()
  for (const end = Date.now() + 60_000; (await epochOf(window)) === 0; await window.waitForTimeout(200))
    if (Date.now() > end) throw new Error('Training does not begin.')
}

/** @returns {Promise<Gaps[]>} */
async function frameRates(/** @type {string} */ folder, /** @type {string} */ display) {
  const running = await open(folder, largeDocument(), display)
  const { app, window } = running
  try {
    await window.waitForSelector('.node', { timeout: 60_000 })
    await window.waitForTimeout(3000)
    /** @type {Gaps[]} */
    const rows = []
    for (const training of [false, true]) {
      if (training) await play(window)
      await window.keyboard.press('1')
      await window.waitForTimeout(CHANGED)
      rows.push(await gaps(running, 'all in sight, at rest', training, () => window.waitForTimeout(1500)))
      rows.push(await gaps(running, 'all in sight, panned', training, () => pan(window)))
      rows.push(await gaps(running, 'zoomed in and out', training, () => zoom(window)))
      await window.keyboard.press('1')
      await window.waitForTimeout(CHANGED)
      await window.keyboard.press('0')
      await window.waitForTimeout(CHANGED)
      rows.push(await gaps(running, 'at 100 %, panned', training, () => pan(window)))
    }
    return rows
  } finally {
    app.process().kill('SIGKILL')
  }
}

/** Epochs per second of the engine's CPU time, alternating between twenty watched nodes and a hidden document. */
async function watching(/** @type {string} */ folder, /** @type {string} */ display, rounds = 9, seconds = 3) {
  const { app, window } = await open(folder, watchedDocument(), display)
  try {
    await window.waitForSelector('.node', { timeout: 60_000 })
    await play(window)
    await window.keyboard.press('Control+a')
    await window.getByRole('tab', { name: 'Signals' }).click()
    const engineTime = async () => {
      const { engine } = await processorTime(app)
      return Number.isNaN(engine) ? performance.now() : engine
    }
    const tab = (/** @type {number} */ i) => window.locator('.tabs-tab, [data-tab]').nth(i)
    const rate = async (/** @type {boolean} */ hidden) => {
      const [from, begun] = [await epochOf(window), await engineTime()]
      if (hidden) await window.keyboard.press('Control+n')
      await window.waitForTimeout(1000 * seconds)
      if (hidden) await window.keyboard.press('Control+w')
      await tab(0)
        .waitFor({ timeout: 5000 })
        .catch(() => undefined)
      await window.waitForTimeout(150) // the state is updated ten times a second
      return ((await epochOf(window)) - from) / (((await engineTime()) - begun) / 1000)
    }
    /** @type {number[]} */ const seen = []
    /** @type {number[]} */ const unseen = []
    await rate(false)
    for (let i = 0; i < rounds; i++) {
      seen.push(await rate(false))
      unseen.push(await rate(true))
    }
    const [watched, alone] = [quantile(seen, 0.5), quantile(unseen, 0.5)]
    // Compare within each round, because the load of the machine changes between rounds.
    const costs = seen.map((s, i) => 1 - s / /** @type {number} */ (unseen[i]))
    return { nodes: 20, watched, alone, cost: quantile(costs, 0.5), rounds: costs }
  } finally {
    app.process().kill('SIGKILL')
  }
}

/**
 * Measures the editor with a large network, and the cost of watching; prints both and writes `out/bench/editor.json`.
 */
export async function benchEditor() {
  await bench(async ({ folder, display }) => {
    const rates = await frameRates(mkdtempSync(join(folder, 'large-')), display)
    const cost = await watching(mkdtempSync(join(folder, 'watched-')), display)
    say('\neditor, 500 nodes and 1,500 wires        training   median ms   95 % ms   longest ms   pictures/s   page ms   drawing ms')
    for (const { what, training, median, p95, longest, fps, page, drawing } of rates)
      say(
        `${what.padEnd(40)} ${(training ? 'yes' : 'no').padEnd(10)} ${median.toFixed(1).padStart(9)} ${p95.toFixed(1).padStart(9)} ${longest.toFixed(0).padStart(12)} ${fps.toFixed(1).padStart(12)} ${page.toFixed(1).padStart(9)} ${drawing.toFixed(1).padStart(12)}`,
      )
    say(
      `\nwatching ${cost.nodes} nodes: ${cost.watched.toFixed(1)} epochs a second of the engine's processor time, out of sight ${cost.alone.toFixed(1)}: ${(100 * cost.cost).toFixed(1)} %`,
    )
    mkdirSync(fromRoot('out', 'bench'), { recursive: true })
    writeFileSync(
      fromRoot('out', 'bench', 'editor.json'),
      `${JSON.stringify({ date: new Date().toISOString(), processor: cpus()[0]?.model, processors: cpus().length, rates, watching: cost }, undefined, 2)}\n`,
    )
  })
}
