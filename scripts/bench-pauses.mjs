import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bench, start } from './bench-app.mjs'
import { CATEGORIES, longTasks } from './bench-trace.mjs'
import { pauseDocuments } from './pause-documents.mjs'
import { fromRoot, say } from './setup/paths.mjs'

/** @typedef {{ document: string, what: string, own: number, longest: number, wall: number, tasks: readonly import('./bench-trace.mjs').Task[] }} Pause */
/** @typedef {{ app: import('@playwright/test').ElectronApplication, window: import('@playwright/test').Page, pid: number }} Running */

/** Milliseconds without a long task, or with little to do, after which an action counts as complete. */
const QUIET = 1500
/** The share of a processor that is little. */
const LITTLE = 0.04
/** Milliseconds after which to stop waiting. */
const PATIENCE = 20_000
const PANELS = ['signals', 'problems', 'data', 'weights', 'runs', 'history', 'run']

/** CPU time of the page's thread in milliseconds; NaN if the system does not report it. */
function pageTime(/** @type {number} */ pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return NaN
  }
}

/** Records each period in which the page's thread could not respond. */
const WATCH = `(() => {
  window.pauses = []
  window.lastPause = performance.now()
  window.pauseWatch ??= new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.pauses.push(Math.round(entry.duration))
      window.lastPause = performance.now()
    }
  })
  window.pauseWatch.observe({ entryTypes: ['longtask'] })
})()`

async function startAnswering(/** @type {string} */ folder, /** @type {string} */ display) {
  const { app, window } = await start(folder, ['--example=elman-sunspots.unfold'], display)
  await app.evaluate(({ BrowserWindow, dialog }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900)
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
  })
  await window.waitForSelector('.node')
  const pid = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)
  return { app, window, pid }
}

/**
 * The longest tasks of the page's thread during an action, until the page is idle. `own` is the processor time of the
 * longest one, from the browser's trace: the clock continues while other programs use the processors.
 * @param {Running} running @param {string} document @param {string} what @param {() => Promise<unknown>} act
 * @returns {Promise<Pause>}
 */
async function pause({ app, window, pid }, document, what, act) {
  const keep = process.env['PROFILE'] !== undefined
  const more = keep ? ['disabled-by-default-v8.cpu_profiler', 'disabled-by-default-devtools.timeline.invalidationTracking'] : []
  await window.evaluate(WATCH)
  await app.evaluate(({ contentTracing }, included_categories) => contentTracing.startRecording({ included_categories }), [...CATEGORIES, ...more])
  const began = Date.now()
  await act()
  for (let [used, since] = [pageTime(pid), began]; ; ) {
    await window.waitForTimeout(250)
    const quiet = Number(await window.evaluate('performance.now() - window.lastPause'))
    if (quiet > QUIET || Date.now() - began > PATIENCE) break
    if (Date.now() - since < QUIET) continue
    // On a busy machine the clock makes small tasks long.
    if (pageTime(pid) - used < LITTLE * (Date.now() - since)) break
    ;[used, since] = [pageTime(pid), Date.now()]
  }
  const wall = Date.now() - began - QUIET
  const path = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  const tasks = longTasks(JSON.parse(readFileSync(path, 'utf8')).traceEvents, pid)
  if (keep) {
    mkdirSync(fromRoot('out', 'bench'), { recursive: true })
    copyFileSync(path, fromRoot('out', 'bench', `${document} ${what}.json`))
  }
  rmSync(path, { force: true })
  const parts = Object.entries(tasks[0]?.parts ?? {}).map(([part, time]) => `${part} ${time}`)
  const row = { document, what, own: tasks[0]?.own ?? 0, longest: Math.max(0, ...tasks.map((task) => task.wall)), wall, tasks: tasks.slice(0, 5) }
  say(
    `${document.padEnd(13)} ${what.padEnd(22)} ${String(row.own).padStart(8)} ${String(row.longest).padStart(8)} ${String(wall).padStart(8)}   ${row.tasks
      .map(({ own }) => own)
      .join(' ')
      .padEnd(20)} ${parts.join(', ')}`,
  )
  return row
}

/** Opens a document, switches tabs, edits it, shows each view and panel, and closes it. */
async function pausesOf(/** @type {string} */ name, /** @type {string} */ folder, /** @type {string} */ display, /** @type {RegExp} */ only) {
  const path = join(folder, `${name}.unfold`)
  writeFileSync(path, JSON.stringify(/** @type {() => object} */ (pauseDocuments[name])()))
  const running = await startAnswering(folder, display)
  const { app, window } = running
  /** @type {Pause[]} */
  const rows = []
  const step = async (/** @type {string} */ what, /** @type {() => Promise<unknown>} */ act) => {
    if (what !== 'open' && !only.test(what)) return
    rows.push(await pause(running, name, what, act))
  }
  const key = (/** @type {string} */ keys) => () => window.keyboard.press(keys)
  // A locator looks at every element of the page, which takes longer than what is measured.
  const press = (/** @type {string} */ selector) => () => window.evaluate(`document.querySelector('${selector}').click()`)
  const onCanvas = (/** @type {string} */ keys) => async () => {
    await window.evaluate(`document.querySelector('.graph').focus()`)
    await window.keyboard.press(keys)
  }
  try {
    await window.waitForTimeout(2000)
    await app.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] })
    }, path)
    await step('open', key('Control+o'))
    await step('turn away', key('Control+Tab'))
    await step('turn back', key('Control+Tab'))
    await step('all in sight', onCanvas('1'))
    await step('at 100 %', onCanvas('0'))
    await step('select all', onCanvas('Control+a'))
    await step('move all', onCanvas('Shift+ArrowRight'))
    await step('undo', onCanvas('Control+z'))
    await step('select none', onCanvas('Escape'))
    await step('tidy', onCanvas('Alt+t'))
    await step('undo tidy', onCanvas('Control+z'))
    for (const panel of PANELS) await step(`panel ${panel}`, press(`[data-panel="${panel}"]`))
    for (const view of ['list', 'equations', 'network']) await step(`view ${view}`, press(`[data-view="${view}"]`))
    await step('find', key('Control+f'))
    await step('find: typed', key('h'))
    if (only.test('find')) await window.keyboard.press('Escape')
    await step('commands', key('Control+k'))
    await step('commands: typed', key('h'))
    if (only.test('commands')) await window.keyboard.press('Escape')
    await step('close', key('Control+w'))
    return rows
  } finally {
    app.process().kill('SIGKILL')
  }
}

/**
 * Measures how long the window is unresponsive with documents at their limits; prints it and writes
 * `out/bench/pauses.json`.
 */
export async function benchPauses(/** @type {readonly string[]} */ asked = []) {
  const names = asked.filter((word) => Object.hasOwn(pauseDocuments, word))
  const only = new RegExp(asked.filter((word) => !names.includes(word)).join('|'))
  /** @type {Pause[]} */
  const rows = []
  await bench(async ({ folder, display }) => {
    say('document      what is done              own ms  longest  wall ms   longest tasks        of the longest')
    for (const name of names.length > 0 ? names : Object.keys(pauseDocuments)) {
      try {
        rows.push(...(await pausesOf(name, mkdtempSync(join(folder, `${name}-`)), display, only)))
      } catch (error) {
        say(`${name}: ${String(error).split('\n')[0]}`)
      }
    }
    mkdirSync(fromRoot('out', 'bench'), { recursive: true })
    writeFileSync(fromRoot('out', 'bench', 'pauses.json'), `${JSON.stringify({ date: new Date().toISOString(), rows }, undefined, 2)}\n`)
  })
}
