/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args?: any }} TraceEvent */
/** @typedef {{ own: number, wall: number, parts: Readonly<Record<string, number>> }} Task */

/** Categories of the browser's trace: tasks and their parts. */
export const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel', '__metadata']

/** The category of each event inside a task. An event within another of these counts only for its own category. */
const PARTS = /** @type {Readonly<Record<string, string>>} */ ({
  UpdateLayoutTree: 'style',
  Layout: 'layout',
  PrePaint: 'paint',
  Paint: 'paint',
  Layerize: 'paint',
  Commit: 'commit',
  HitTest: 'hit test',
  MinorGC: 'garbage',
  MajorGC: 'garbage',
  FunctionCall: 'script',
  EventDispatch: 'script',
  TimerFire: 'script',
  FireAnimationFrame: 'script',
  RunMicrotasks: 'script',
  ParseHTML: 'parse',
})

/**
 * Returns the tasks of a page's main thread that took more than `least` ms of processor time, longest first. `own` is
 * processor time of the thread, which excludes the time of other programs; `wall` is clock time. `parts` divides the task
 * into ms of style, layout and so on.
 * @param {readonly TraceEvent[]} events @param {number} pid @param {number} [least]
 * @returns {Task[]}
 */
export function longTasks(events, pid, least = 50) {
  const main = events.find((e) => e.pid === pid && e.name === 'thread_name' && e.args?.name === 'CrRendererMain')
  if (!main) throw new Error('The trace has no main thread of the page.')
  const own = events.filter((e) => e.pid === pid && e.tid === main.tid && e.ph === 'X' && e.tdur !== undefined)
  const counted = own.filter(({ name }) => Object.hasOwn(PARTS, name)).sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
  return own
    .filter(({ name, tdur = 0 }) => name === 'RunTask' && tdur >= least * 1000)
    .map((task) => ({ own: Math.round((task.tdur ?? 0) / 1000), wall: Math.round((task.dur ?? 0) / 1000), parts: partsOf(task, counted) }))
    .sort((a, b) => b.own - a.own)
}

/** @param {TraceEvent} task @param {readonly TraceEvent[]} counted events of all tasks, sorted by start @returns {Record<string, number>} */
function partsOf(task, counted) {
  const end = task.ts + (task.dur ?? 0)
  /** @type {Record<string, number>} */
  const parts = {}
  /** @type {{ end: number, part: string }[]} */
  const enclosing = []
  for (const event of counted) {
    if (event.ts < task.ts) continue
    if (event.ts >= end) break
    const part = /** @type {string} */ (PARTS[event.name])
    while (enclosing.length > 0 && /** @type {{ end: number }} */ (enclosing.at(-1)).end <= event.ts) enclosing.pop()
    const outer = enclosing.at(-1)
    // Subtract its time from the event that contains it.
    if (outer) parts[outer.part] = (parts[outer.part] ?? 0) - (event.tdur ?? 0)
    parts[part] = (parts[part] ?? 0) + (event.tdur ?? 0)
    enclosing.push({ end: event.ts + (event.dur ?? 0), part })
  }
  return Object.fromEntries(
    Object.entries(parts)
      .map(([part, time]) => /** @type {const} */ ([part, Math.round(time / 1000)]))
      .filter(([, time]) => time > 0)
      .sort(([, a], [, b]) => b - a),
  )
}
