import { inStoredWords, withLearned } from '../../engine/document/learned'
import type { LongText } from '../../electron/contract'
import { documentPieces } from '../../engine/document/serialize'
import { reasonOf } from '../../engine/run/careful'
import { slowly } from '../controls/slowly'
import { answered, ignoreFailure } from '../worker/failure'
import { bestOf, documentText, logOf, resultOf } from './keptResult'
import { kept, keptNow, showKeepFailure } from './keptRuns'
import { placeOf } from './loading'
import { longText } from './longText'
import type { EngineState } from './openEngine'
import type { Run } from './runLog'
import { tabsStore, type Tab } from './tabs'

/** Milliseconds from the first epoch of a run, or from its end, to writing it. */
const SOON = 400
/** Milliseconds between two writes while it trains. */
const PERIOD = 20_000

/** Whether to write a run's document each time, so that it is restored if its folder was deleted. */
const isShort = ({ document }: Run): boolean => document.weights === undefined && document.data?.kind !== 'inline'

let version = ''

const isTraining = ({ state }: EngineState): boolean => state.status === 'running'

/** Writes the runs of one document beside it: when a run starts, regularly while it trains, and when it pauses or ends. */
class Keeper {
  private timer: ReturnType<typeof setTimeout> | undefined
  private due = Infinity
  private writing: Promise<unknown> = Promise.resolve()
  /** The last written content of each run. */
  private readonly written = new Map<number, Run>()
  /** Milliseconds that a run has trained, and since when it trains now. */
  private readonly spent = new Map<number, number>()
  private since: number | undefined
  private readonly leave: () => void

  constructor(private readonly tab: Tab) {
    this.leave = tab.engine.store.subscribe((state, old) => this.follow(state, old))
  }

  private follow(state: EngineState, old: EngineState): void {
    const [run, before] = [state.runs.at(-1), old.runs.at(-1)]
    if (run === before && isTraining(state) === isTraining(old)) return
    this.count(before, isTraining(state))
    if (before && run?.number !== before.number && this.written.get(before.number) !== before) this.write(before, false, false)
    if (!run || (run.reports.length === 0 && !run.failed)) return
    this.soon(isTraining(state) && this.written.has(run.number) ? PERIOD : SOON)
  }

  private count(run: Run | undefined, training: boolean): void {
    const now = performance.now()
    if (this.since !== undefined && run) this.spent.set(run.number, (this.spent.get(run.number) ?? 0) + now - this.since)
    this.since = training ? now : undefined
  }

  private soon(wait: number): void {
    const due = performance.now() + wait
    if (due >= this.due) return
    clearTimeout(this.timer)
    this.due = due
    this.timer = setTimeout(() => void this.now(), wait)
  }

  /** Writes now what would be written soon; resolves when everything is written. */
  async now(): Promise<void> {
    clearTimeout(this.timer)
    if (this.due < Infinity) {
      this.due = Infinity
      const state = this.tab.engine.store.getState()
      const run = state.runs.at(-1)
      if (run && this.written.get(run.number) !== run) this.write(run, isTraining(state), !isTraining(state) && !run.ended)
    }
    await this.writing
  }

  private write(run: Run, training: boolean, weighs: boolean): void {
    this.written.set(run.number, run)
    this.writing = this.writing.then(() => this.put(run, training, weighs)).catch((error: unknown) => showKeepFailure(this.tab.id, reasonOf(error)))
  }

  private async put(run: Run, training: boolean, weighs: boolean): Promise<void> {
    const { tab } = this
    const from = placeOf(tab.documents.store.getState().origin)
    const number = keptNow(tab.id, from.path, run)
    version ||= (await window.unfold.facts()).app
    const result = resultOf(run, training, (this.spent.get(run.number) ?? 0) / 1_000, version)
    const weights = weighs ? await this.weights(run) : { best: null, trained: null }
    const files = { result: `${JSON.stringify(result)}\n`, log: logOf(run), document: number === null || isShort(run) ? documentText(run) : null, ...weights }
    const answer = await window.unfold.keepRun({ id: tab.id, from, run: number, files })
    if (answer.ok) kept(tab.id, from.path, run, answer.run, result)
    else showKeepFailure(tab.id, answer.reason)
  }

  /** The document with the weights of the best and of the last epoch; null if the engine has neither. */
  private async weights(run: Run): Promise<{ readonly best: LongText | null; readonly trained: LongText | null }> {
    const { engine } = this.tab
    const ask = async (epoch: number | null): Promise<LongText | null> => {
      const found = await answered(engine.ask({ kind: 'weights-after', epoch })).catch(ignoreFailure)
      if (!found || engine.store.getState().runs.at(-1) !== run) return null
      const weights = (await slowly(inStoredWords(found.weights, run.document)))!
      return longText([...documentPieces(withLearned(run.document, { ...found, weights })), '\n'])
    }
    const best = bestOf(run)
    return { trained: await ask(null), best: best === undefined ? null : await ask(best) }
  }

  async end(): Promise<void> {
    this.leave()
    await this.now()
  }
}

const keepers = new Map<Tab, Keeper>()

/** Milliseconds to wait at most for the runs of a document before it is closed or put into a bundle. */
const PATIENCE = 5_000

/** Writes the newest run of a document now; resolves when it is written, or after 5 s. */
export async function keepRunsNow(tab: Tab): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)))
  await Promise.race([keepers.get(tab)?.now(), late]).finally(() => clearTimeout(timer))
}

/** Keeps the runs of all open documents. */
export function startKeeping(): void {
  const follow = (): void => {
    const { tabs } = tabsStore.getState()
    for (const [tab, keeper] of keepers)
      if (!tabs.includes(tab)) {
        void keeper.end()
        keepers.delete(tab)
      }
    for (const tab of tabs) if (!keepers.has(tab)) keepers.set(tab, new Keeper(tab))
  }
  tabsStore.subscribe(follow)
  follow()
}
