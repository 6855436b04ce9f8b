import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bench, start } from './bench-app.mjs'
import { CATEGORIES, longTasks } from './bench-trace.mjs'
import { pauseDocuments } from './pause-documents.mjs'
import { fromRoot, say } from './setup/paths.mjs'

/** @typedef {{ document: string, what: string, own: number, main: number, longest: number, memory: number, wall: number, tasks: readonly import('./bench-trace.mjs').Task[] }} Pause */
/** @typedef {{ app: import('@playwright/test').ElectronApplication, window: import('@playwright/test').Page, pid: number }} Running */

/** Milliseconds without a long task, or with little CPU time, after which an action counts as complete. */
const QUIET = 1500
/** Share of a processor below which the page counts as nearly idle. */
const LITTLE = 0.04
/** Share of it above which work in short tasks goes on. */
const MUCH = 0.3
/** Milliseconds after which to stop waiting, and to stop waiting for the end of an action. */
const PATIENCE = 20_000
const LONG_PATIENCE = 180_000
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

/** Begins to record the longest processor time of the main process between two turns of its event loop, in milliseconds. */
const watchMain = () => {
  const of = /** @type {{ pauseTimer?: NodeJS.Timeout, longestPause?: number }} */ (globalThis)
  const { readFileSync } = process.getBuiltinModule('fs')
  const used = () => Number(readFileSync(`/proc/${process.pid}/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  clearInterval(of.pauseTimer)
  of.longestPause = process.platform === 'linux' ? 0 : NaN
  if (process.platform !== 'linux') return
  let last = used()
  of.pauseTimer = setInterval(() => {
    const now = used()
    of.longestPause = Math.max(of.longestPause ?? 0, now - last)
    last = now
  }, 5)
}

/** Forgets the most memory that the page's process has had, so that `peak` tells that of what follows. */
function forgetPeak(/** @type {number} */ pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Only Linux has this, and only for one's own processes.
  }
}

/** Most memory of the page's process in megabytes; NaN if the system does not report it. */
function peak(/** @type {number} */ pid) {
  try {
    return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024)
  } catch {
    return NaN
  }
}

async function startAnswering(/** @type {string} */ folder, /** @type {string} */ display, args = ['--example=elman-sunspots.unfold']) {
  const { app, window } = await start(folder, args, display)
  await app.evaluate(({ BrowserWindow, dialog }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900)
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
  })
  await window.waitForSelector('.node')
  const pid = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)
  return { app, window, pid }
}

/**
 * Measures the longest tasks of the page's thread during an action, until the page is idle. `own` is the processor time of
 * the longest one, from the browser's trace; by the clock, it would include the time of other programs.
 * @param {Running} running @param {string} document @param {string} what @param {() => Promise<unknown>} act
 * @param {string} ended expression that is true in the page when the action has ended
 * @returns {Promise<Pause>}
 */
async function pause({ app, window, pid }, document, what, act, ended) {
  const keep = process.env['PROFILE'] !== undefined
  const more = keep ? ['disabled-by-default-v8.cpu_profiler', 'disabled-by-default-devtools.timeline.invalidationTracking'] : []
  await window.evaluate(WATCH)
  await app.evaluate(({ contentTracing }, included_categories) => contentTracing.startRecording({ included_categories }), [...CATEGORIES, ...more])
  await app.evaluate(watchMain)
  forgetPeak(pid)
  const unlessReloading = (/** @type {string} */ expression) => window.evaluate(expression).catch(() => undefined)
  const began = Date.now()
  await act()
  while (Date.now() - began < LONG_PATIENCE && (await unlessReloading(ended)) !== true) {
    await window.waitForTimeout(100)
    // On a busy machine, the engine may take long to answer.
    await unlessReloading(`[...document.querySelectorAll('dialog button')].find((button) => button.innerText.startsWith('Wait'))?.click()`)
  }
  const end = Date.now()
  for (let [used, since] = [pageTime(pid), end]; ; ) {
    await window.waitForTimeout(250)
    if (Date.now() - end > PATIENCE) break
    if (Date.now() - since < QUIET) continue
    // On a busy machine even small tasks take long by the clock, so check CPU time too.
    const share = (pageTime(pid) - used) / (Date.now() - since)
    const quiet = Number(await window.evaluate('performance.now() - window.lastPause'))
    if (share < LITTLE || (quiet > QUIET && !(share > MUCH))) break
    ;[used, since] = [pageTime(pid), Date.now()]
  }
  const wall = Date.now() - began - QUIET
  const main = await app.evaluate(() => Math.round(/** @type {{ longestPause?: number }} */ (globalThis).longestPause ?? 0))
  const path = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  const tasks = longTasks(JSON.parse(readFileSync(path, 'utf8')).traceEvents, pid)
  if (keep) {
    mkdirSync(fromRoot('out', 'bench'), { recursive: true })
    copyFileSync(path, fromRoot('out', 'bench', `${document} ${what}.json`))
  }
  rmSync(path, { force: true })
  const parts = Object.entries(tasks[0]?.parts ?? {}).map(([part, time]) => `${part} ${time}`)
  const row = {
    document,
    what,
    own: tasks[0]?.own ?? 0,
    main,
    longest: Math.max(0, ...tasks.map((task) => task.wall)),
    memory: peak(pid),
    wall,
    tasks: tasks.slice(0, 5),
  }
  say(
    `${document.padEnd(13)} ${what.padEnd(22)} ${String(row.own).padStart(8)} ${String(main).padStart(8)} ${String(row.longest).padStart(8)} ${String(row.memory).padStart(8)} ${String(wall).padStart(8)}   ${row.tasks
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
  const refusal = `document.querySelector('[role=dialog], dialog')?.innerText`
  const step = async (/** @type {string} */ what, /** @type {() => Promise<unknown>} */ act, ended = 'true') => {
    if (what !== 'open' && !only.test(what)) return
    rows.push(await pause(running, name, what, act, `(${ended}) || /^(?!.*Wait for)/s.test(${refusal} ?? 'Wait for')`))
    const asked = await window.evaluate(refusal)
    if (asked !== undefined && /^(?:open|one update|save)/.test(what)) throw new Error(`The window asks: ${String(asked).replaceAll('\n', ' ')}`)
  }
  const status = `document.querySelector('.play')?.dataset.status`
  const ready = `document.title.includes('${name}') && ${status} !== 'empty'`
  const key = (/** @type {string} */ keys) => () => window.keyboard.press(keys)
  // A locator would examine every element of the page, which takes longer than the measured action.
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
    await step('open', key('Control+o'), ready)
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
    await step('a setting', async () => {
      const rate = window.getByLabel('Learning rate', { exact: true }).first()
      await rate.fill('0.0002', { timeout: 30_000 })
      await rate.press('Enter')
    })
    await step('undo a setting', onCanvas('Control+z'))
    await step('one update', onCanvas('s'), `${status} === 'blocked' || (${status} === 'paused' && document.title.startsWith('•'))`)
    await step('save', onCanvas('Control+s'), `!document.title.startsWith('•')`)
    await step('save again', onCanvas('Control+s'))
    // Restores the document from the journal, as after a kill.
    await step(
      'restore',
      () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload()),
      `performance.now() > 2000 && ${ready}`,
    )
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
    say('document      what is done              own ms     main  longest       MB  wall ms   longest tasks        of the longest')
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
