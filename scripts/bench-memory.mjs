import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bench, start } from './bench-app.mjs'
import { say } from './setup/paths.mjs'

/** Units of a layer with recurrence through a context, which gives almost as many weights as a document may have. */
const UNITS = 4998
const STEPS = 8
/** Milliseconds after which to stop waiting. */
const PATIENCE = 120_000

const document = (/** @type {object} */ optimizer) => ({
  format: 'unfold-graph',
  version: 1,
  name: 'Memory',
  nodes: { x: { type: 'input', size: 2 }, h: { type: 'layer', size: UNITS }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: { W_xh: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: {
    kind: 'inline',
    sequences: [{ x: Array.from({ length: STEPS }, (_, t) => [Math.sin(t), Math.cos(t)]), y: Array.from({ length: STEPS }, (_, t) => [Math.sin(t + 1)]) }],
  },
  training: { algorithm: { kind: 'bptt', horizon: null }, optimizer, epochs: 1000, seed: 1 },
  view: { nodes: { x: { x: 0, y: 0 }, h: { x: 260, y: 0 }, c: { x: 260, y: 240 }, y: { x: 520, y: 0 } } },
})

/** A process and its descendants, by the parents that the system reports. */
export function family(/** @type {number} */ pid) {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        try {
          return [Number(name), Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])]
        } catch {
          return [Number(name), 0]
        }
      }),
  )
  const found = new Set([pid])
  for (let size = 0; size !== found.size; ) {
    size = found.size
    for (const [child, parent] of parents) if (found.has(parent ?? 0)) found.add(child ?? 0)
  }
  return [...found]
}

/** Memory of the processes in megabytes; shared memory is counted once. */
export function megabytes(/** @type {readonly number[]} */ pids) {
  let sum = 0
  for (const pid of pids)
    try {
      sum += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024
    } catch {
      // The process has ended.
    }
  return Math.round(sum)
}

/** Measures the memory of all processes of the app while it opens, trains and edits the largest number of weights. */
export async function benchMemory() {
  if (process.platform !== 'linux') throw new Error('Memory of all processes is available on Linux only.')
  await bench(async ({ folder, display }) => {
    say('optimizer  what is done     most MB   then MB  seconds')
    for (const kind of ['sgd', 'adam']) {
      const path = join(folder, `${kind}.unfold`)
      writeFileSync(path, JSON.stringify(document({ kind, learningRate: 1e-4 })))
      const { app, window } = await start(mkdtempSync(join(folder, kind)), ['--example=elman-sunspots.unfold'], display)
      const pid = Number(app.process().pid)
      try {
        await window.waitForSelector('.node')
        await app.evaluate(({ dialog }, file) => {
          dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] })
        }, path)
        /** Waits until memory has changed by less than a hundredth for four seconds and the processors are idle. */
        const step = async (/** @type {string} */ what, /** @type {() => Promise<unknown>} */ act) => {
          const began = Date.now()
          let [most, last, since] = [0, 0, Date.now()]
          await act()
          while (Date.now() - since < 4000 && Date.now() - began < PATIENCE) {
            const now = megabytes(family(pid))
            most = Math.max(most, now)
            if (Math.abs(now - last) > last / 100 || working(pid)) since = Date.now()
            last = now
            await new Promise((done) => setTimeout(done, 50))
          }
          say(
            `${kind.padEnd(10)} ${what.padEnd(15)} ${String(most).padStart(8)} ${String(last).padStart(9)} ${String(Math.round((since - began) / 1000)).padStart(8)}`,
          )
        }
        await step('before', async () => undefined)
        await step('open', () => window.keyboard.press('Control+o'))
        await step('one update', async () => {
          await window.locator('.graph').focus()
          await window.keyboard.press('s')
        })
        await step('a setting', async () => {
          const rate = window.getByLabel('Learning rate', { exact: true }).first()
          await rate.fill('0.0002', { timeout: 5000 })
          await rate.press('Enter')
        })
        await step('undo', () => window.keyboard.press('Control+z'))
      } catch (error) {
        say(`${kind}: ${String(error).split('\n')[0]}`)
      } finally {
        app.process().kill('SIGKILL')
      }
    }
  })
}

/** CPU time of each window at the last call. */
const times = new Map()
/** Whether the processes have used more than a tenth of a processor since the last call. */
function working(/** @type {number} */ pid) {
  let sum = 0
  for (const member of family(pid))
    try {
      const fields = readFileSync(`/proc/${member}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      sum += (Number(fields[11]) + Number(fields[12])) * 10
    } catch {
      // The process has ended.
    }
  const [before, at] = times.get(pid) ?? [sum, Date.now()]
  if (Date.now() - at < 1000) return false
  times.set(pid, [sum, Date.now()])
  return sum - before > 0.4 * (Date.now() - at)
}
