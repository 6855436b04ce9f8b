import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { withoutLearned } from '../../engine/document/learned'
import { parseDocument } from '../../engine/document/parse'
import { combinations, drawn, freshRuns, merged, readSeeds, readVariation, type Varied, type Variation } from '../../engine/sweep/plan'
import { withSettings, type Settings } from '../../engine/sweep/settings'
import { registry } from '../../nodes'
import type { CliCommand, Invocation } from '../command'
import { Refused, open, ready, refuseOverwrite } from '../open'
import { STARTS, type Start } from '../start'
import { STOPPED, WRONG, type Signal } from '../status'
import { SweepFolder, type SweepFile } from '../sweep/folder'
import { workForOthers } from '../sweep/hand'
import { dataPath, openRun, trainRun } from '../sweep/one'
import { trainRuns } from '../sweep/pool'
import type { JobEnd } from '../sweep/queue'
import { submit } from '../sweep/slurm'
import { SweepReport } from '../sweep/report'
import { printProblems, say } from '../terminal'
import { UsageError } from '../usage'

/** Trains every combination of some settings, as `train` would train each. */
export const sweep: CliCommand = {
  name: 'sweep',
  takes: ['FILE'],
  without: ['collect', 'work'],
  options: {
    vary: { takes: 'texts' },
    seeds: { takes: 'text' },
    jobs: { takes: 'whole', min: 1 },
    out: { takes: 'text' },
    resume: { takes: 'nothing' },
    start: STARTS,
    slurm: { takes: 'text', orEmpty: true },
    collect: { takes: 'text' },
    work: { takes: 'text' },
    run: { takes: 'whole', min: 1 },
    random: { takes: 'whole', min: 1 },
    asha: { takes: 'nothing' },
    eta: { takes: 'whole', min: 2 },
    'min-epochs': { takes: 'whole', min: 1 },
  },
  async run(invocation) {
    const { terminal, options, version } = invocation
    const at = (name: 'out' | 'collect' | 'work', otherwise: string): SweepFolder =>
      new SweepFolder(resolve(terminal.folder, (options.get(name) as string | undefined) ?? otherwise))
    if (options.has('work')) return work(invocation, at('work', ''))
    if (options.has('collect')) return collect(invocation, at('collect', ''))
    const file = invocation.positional[0]!
    const folder = at('out', `${file.replace(/\.unfoldz?$/, '')}-sweep`)
    const plan = options.has('resume') && folder.exists ? resumed(invocation, folder, file) : planned(invocation, folder, file)
    const results = plan.runs.map((_, i) => folder.result(i + 1))
    const waiting = plan.runs.flatMap((_, i) => (results[i] ? [] : [i + 1]))
    if (options.has('slurm')) {
      if (plan.asha) throw new UsageError('sweep-asha-slurm')
      if (terminal.program === undefined) throw new UsageError('sweep-work-alone')
      for (const n of waiting) folder.begin(n, plan.runs[n - 1]!, dataPath(plan.document))
      const job = waiting.length === 0 ? null : submit(folder, waiting, options.get('slurm') as string, terminal.program)
      if (invocation.json) terminal.out(`${JSON.stringify({ job, runs: waiting, folder: folder.path })}\n`)
      else
        terminal.out(
          `${say(terminal, job === null ? 'sweep-nothing-left' : 'sweep-submitted', { job: job ?? '', count: waiting.length, path: folder.path })}\n`,
        )
      return 0
    }
    const jobs = (options.get('jobs') as number | undefined) ?? Math.max(1, availableParallelism() - 1)
    const report = new SweepReport(invocation, folder, plan, results)
    let signal: Signal | undefined
    const signalled = (): Signal | undefined => (signal ??= terminal.interrupted())
    await trainRuns(
      {
        terminal,
        folder,
        file: plan,
        version,
        jobs,
        stopped: () => signalled() !== undefined,
        onShare: (run, share) => report.share(run, share),
        onEnd: (run, ended: JobEnd) => report.end(run, ended),
      },
      waiting,
    )
    const status = report.finish()
    if (!report.stopped) return status ?? 0
    // A signal may have reached only the process of a run.
    return status ?? (signalled() ? STOPPED[signal!] : WRONG)
  },
}

/** Trains one run, or those that the parent process names. */
async function work({ terminal, options, version }: Invocation, folder: SweepFolder): Promise<number> {
  const run = options.get('run') as number | undefined
  if (run === undefined) return workForOthers(terminal, folder, version)
  const file = folder.read()
  if (run > file.runs.length) throw new UsageError('sweep-run-unknown', { got: run, count: file.runs.length })
  let signal: Signal | undefined
  const end = await trainRun({ terminal, folder, file, run, version, look: () => (signal ??= terminal.interrupted()) !== undefined })
  terminal.out(`${say(terminal, `sweep-end-${end}`, { run })}\n`)
  return { done: 0, failed: WRONG, 'given-up': 0, paused: 0, stopped: STOPPED[signal ?? 'SIGTERM'], elsewhere: 0 }[end]
}

/** Collects the results that runs on other machines have written into the folder. */
function collect(invocation: Invocation, folder: SweepFolder): number {
  const file = folder.read()
  const results = file.runs.map((_, i) => folder.result(i + 1))
  return new SweepReport(invocation, folder, file, results).finish() ?? 0
}

function asked({ options }: Invocation): { readonly vary: readonly Variation[]; readonly seeds: readonly number[] } {
  const vary = ((options.get('vary') ?? []) as readonly string[]).map((text) => {
    const variation = readVariation(text, options.has('random'))
    if (!variation) throw new UsageError('sweep-vary', { got: text })
    return variation
  })
  const text = options.get('seeds') as string | undefined
  const seeds = text === undefined ? [] : readSeeds(text)
  if (!seeds) throw new UsageError('sweep-seeds', { got: text! })
  return { vary, seeds }
}

/** Checks a new sweep and writes its plan, before any run is trained. */
function planned(invocation: Invocation, folder: SweepFolder, name: string): SweepFile {
  const { terminal, version } = invocation
  const { vary, seeds } = asked(invocation)
  if (vary.length === 0 && seeds.length === 0) throw new UsageError('sweep-nothing')
  if (folder.blocked) throw new UsageError('cli-export-folder-file', { path: folder.path })
  // The document may be in the folder already.
  if (folder.exists || (folder.taken && dirname(resolve(terminal.folder, name)) !== folder.path))
    throw new UsageError(folder.exists ? 'sweep-exists' : 'sweep-folder-taken', { path: folder.path })
  // The folder of the document may have files of the user's with these names, even its data.
  const there = ['results.csv', 'runs'].map((own) => join(folder.path, own)).find((path) => existsSync(path))
  if (there !== undefined) throw new UsageError('cli-exists', { path: there })
  const opened = open(terminal, name)
  refuseOverwrite(opened, folder.path, 'out')
  const start = (invocation.options.get('start') ?? 'new') as Start
  const document = from(start, opened.text)
  const runs = runsOf(invocation, { vary, seeds }, document)
  for (const { path, values } of vary) for (const value of values) checkValue(document, { ...runs[0], [path]: value })
  const plan: SweepFile = {
    sweep: 1,
    version,
    document,
    ...(opened.digest === undefined ? {} : { data: opened.digest }),
    vary,
    seeds,
    runs,
    ...halvingOf(invocation),
  }
  const data = dataPath(document)
  folder.write(plan)
  if (data !== undefined) folder.bringData(opened, data)
  const { warnings } = ready(openRun(terminal, folder, plan, runs[0]!), 'required')
  printProblems(terminal, 'cli-warning', warnings)
  const stored = Object.keys(opened.document.weights ?? {}).length
  if (stored > 0 && (start === 'new' || seeds.length > 0))
    terminal.err(`${say(terminal, start === 'new' ? 'sweep-drawn' : 'sweep-seeds-stored', { count: stored })}\n`)
  return plan
}

/** Returns the document from which runs begin, as JSON: without its stored weights if runs draw new ones. */
function from(start: Start, text: string): unknown {
  const document = JSON.parse(text) as object
  return start === 'new' ? withoutLearned(document) : document
}

/** Continues a sweep with the same document and data; new settings are appended to the old ones. */
function resumed(invocation: Invocation, folder: SweepFolder, name: string): SweepFile {
  const { terminal, version } = invocation
  const old = folder.read()
  const { vary, seeds } = asked(invocation)
  const opened = open(terminal, name)
  const start = invocation.options.get('start') as Start | undefined
  const starts = start ? [start] : (STARTS.choices as readonly Start[])
  if (!starts.some((one) => isDeepStrictEqual(from(one, opened.text), old.document))) throw new UsageError('sweep-other-document', { path: folder.path })
  if (opened.digest !== old.data) throw new UsageError('sweep-data-changed', { path: dataPath(old.document) ?? '' })
  if (vary.length === 0 && seeds.length === 0) return old
  const fresh = freshRuns(runsOf(invocation, { vary, seeds }, old.document), old.runs)
  for (const { path, values } of vary) for (const value of values) checkValue(old.document, { [path]: value })
  if (fresh.length === 0) return old
  const plan: SweepFile = { ...old, version, vary: merged(old.vary, vary), seeds: [...new Set([...old.seeds, ...seeds])], runs: [...old.runs, ...fresh] }
  folder.write(plan)
  return plan
}

/** The requested runs: every combination, or a random sample. */
function runsOf({ options }: Invocation, varied: Varied, document: unknown): readonly Settings[] {
  const count = options.get('random') as number | undefined
  if (count === undefined) return checked(combinations(varied))
  const { seed } = ((document as { training?: unknown }).training ?? {}) as { seed?: unknown }
  return checked(drawn(varied, count, typeof seed === 'number' ? seed : 0))
}

/** The rule by which runs are stopped early. */
function halvingOf({ options }: Invocation): Pick<SweepFile, 'asha'> {
  const [eta, least] = [options.get('eta'), options.get('min-epochs')] as (number | undefined)[]
  if (options.has('asha')) return { asha: { eta: eta ?? 3, least: least ?? 1 } }
  if (eta !== undefined || least !== undefined) throw new UsageError('sweep-asha-alone')
  return {}
}

function checked(runs: ReturnType<typeof combinations>): readonly Settings[] {
  if ('problem' in runs) throw new Refused([runs.problem])
  return runs
}

/** @throws Refused if a setting does not accept its value. */
function checkValue(document: unknown, settings: Settings): void {
  const set = withSettings(document, settings)
  if ('problem' in set) throw new Refused([set.problem])
  const { document: parsed, errors, warnings } = parseDocument(JSON.stringify(set.document), registry)
  if (!parsed) throw new Refused(errors, warnings)
}
