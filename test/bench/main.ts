import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { makeThreadHost, runIfHelpingThread } from '../../cli/threads'
import { allowFastMath } from '../../cli/fast-math'
import type { ModelOptions } from '../../engine/learn/model/model'
import { chart, type Results, type Row } from './chart'
import { compileTimes } from './compile-times'
import { formulaRatios } from './formulas'
import { growth } from './growth'
import { median, Runner } from './measure'
import { measurePeer, peersIn } from './peers'
import type { GraphDocument } from '../../engine/document/types'
import { analystsOf, runIfAnalyst, type Analysts } from './analysts'
import { rateApart, ratioOf, sessionRatio, watchingRatio, type Ratio } from './session'
import { workloads, type Workload } from './workloads'

const USAGE = `usage: npm run bench -- [W1 W2 …] [--rounds N] [--seconds S] [--peers DIR] [--no-plain] [--relaxed] [--only-workloads] [--only-watching]
       [--chart FILE.svg [--from RESULTS.json]]
Trains each workload with the WebAssembly kernels and the plain ones, beside the peers of DIR, all in turn, N times; draws
what was measured, or what RESULTS.json holds.`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.8' },
    peers: { type: 'string' },
    chart: { type: 'string' },
    from: { type: 'string' },
    'no-plain': { type: 'boolean', default: false },
    relaxed: { type: 'boolean', default: false },
    'only-workloads': { type: 'boolean', default: false },
    'only-watching': { type: 'boolean', default: false },
    /** Prints the rate of one of the watched documents, alone or watched; used in a separate process. */
    rate: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

interface Contestant {
  readonly workload: string
  readonly name: string
  measure(seconds: number): number | undefined
  readonly figures: number[]
  readonly once?: boolean | undefined
}

/** Ways to run a workload, the default one first: threads help where there is a batch to share. */
function variants(workload: Workload): [name: string, options: ModelOptions, threads: number][] {
  const found: [string, ModelOptions, number][] = [['Unfold', {}, 1]]
  const shared = workload.dataset.train.length > 1 && availableParallelism() > 1
  if (shared) found.push(['Unfold, 2 threads', {}, 2])
  if (options.relaxed && allowFastMath()) {
    found.push(['Unfold, fused', { relaxed: true }, 1])
    if (shared) found.push(['Unfold, fused, 2 threads', { relaxed: true }, 2])
  }
  if (!options['no-plain']) found.push(['Unfold, plain kernels', { plain: true }, 1])
  return found
}

/** Shows the current measurement, only on a terminal. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

function race(rounds: number, seconds: number): Row[] {
  const chosen = workloads.filter((w) => positionals.length === 0 || positionals.includes(w.name))
  const contestants: Contestant[] = chosen.flatMap((workload) =>
    variants(workload).map(([name, variant, threads]) => {
      const runner = new Runner(workload, variant, threads > 1 ? makeThreadHost(new URL(import.meta.url), threads) : undefined)
      return { workload: workload.name, name, measure: (s: number) => runner.measure(s), figures: [] }
    }),
  )
  const { peers: folder } = options
  if (folder !== undefined)
    for (const peer of peersIn(
      folder,
      chosen.map((w) => w.name),
    ))
      contestants.push({ workload: peer.workload, name: peer.name, measure: (s) => measurePeer(folder, peer, s), figures: [], once: peer.once })

  const order = chosen.flatMap((w) => contestants.filter((c) => c.workload === w.name))
  for (let round = 0; round < rounds; round++)
    for (const contestant of order) {
      if (contestant.once && round > 0) continue
      say(`round ${round + 1} of ${rounds}: ${contestant.workload}, ${contestant.name}`)
      const figure = contestant.measure(seconds)
      if (figure !== undefined) contestant.figures.push(figure)
    }
  say('')

  return order.map(({ workload, name, figures }) => {
    const { unit, work, flops } = chosen.find((w) => w.name === workload)!
    const reference = median(order.find((c) => c.workload === workload)!.figures)
    const middle = median(figures)
    const gigaflops = unit === 's' ? flops / middle / 1e9 : ((flops / work) * middle) / 1e9
    return {
      workload,
      name,
      unit,
      median: middle,
      best: unit === 's' ? Math.min(...figures) : Math.max(...figures),
      ratio: unit === 's' ? middle / reference : reference / middle,
      gigaflops,
    }
  })
}

const short = (x: number): string => (x >= 1000 ? Math.round(x).toLocaleString('en') : x.toPrecision(3))

function table(rows: readonly Row[]): void {
  let last = ''
  for (const { workload, name, unit, median: middle, best, ratio, gigaflops } of rows) {
    if (workload !== last) console.log(`\n${workload}  ${workloads.find((w) => w.name === workload)!.title}`)
    last = workload
    const beside = name === 'Unfold' ? '' : `   Unfold is ${ratio.toFixed(2)} × as fast`
    console.log(
      `  ${name.padEnd(28)}${short(middle).padStart(9)} ${unit.padEnd(7)} best ${short(best).padStart(9)}   ${(gigaflops ?? 0).toFixed(1).padStart(5)} GFLOP/s${beside}`,
    )
  }
}

function bench(): void {
  if (options['only-watching']) return void watching()
  const file = new URL('results.json', import.meta.url)
  if (options.from === undefined) {
    if (options.relaxed && !allowFastMath()) process.stderr.write('No fused multiply-add in WebAssembly here\n')
    const rows = race(Number(options.rounds), Number(options.seconds))
    table(rows)
    const first = workloads.find(({ name }) => name === 'W1' && (positionals.length === 0 || positionals.includes(name)))
    const session = first && sessionRatio(first, 40 * Number(options.rounds))
    if (session !== undefined) console.log(`\nW1 in a session takes ${ratioText(session)} × as long as with its trainer alone`)
    const formulas = options['only-workloads'] ? [] : formulaRatios(Number(options.rounds))
    for (const { formula, activation, ratio } of formulas) console.log(`The formula ${formula} takes ${ratio.toFixed(2)} × as long as ${activation}`)
    const watched = options['only-workloads'] || positionals.length > 0 ? undefined : watching()
    const rest = options['only-workloads'] ? {} : { compile: compileTimes(), growth: growth(), formulas }
    const threads = availableParallelism()
    writeFileSync(file, `${JSON.stringify({ node: process.version, processor: cpus()[0]?.model, cores: threads, rows, session, watched, ...rest }, null, 1)}\n`)
    console.log(`\nWritten to ${file.pathname}`)
  }
  if (options.chart === undefined) return
  writeFileSync(options.chart, chart(JSON.parse(readFileSync(options.from ?? file, 'utf8')) as Results))
  console.log(`Drawn to ${options.chart}`)
}

const ratioText = ({ median: middle, low, high }: Ratio): string => `${middle.toFixed(3)} (half of the pairs from ${low.toFixed(3)} to ${high.toFixed(3)})`

/** The LSTM example, unchanged or with 128 units over few sequences, so that a turn has many epochs. */
function watchedDocument(units: number): GraphDocument {
  const example = JSON.parse(readFileSync('examples/lstm-reber.unfold', 'utf8')) as GraphDocument
  if (units === 8) return example
  return {
    ...example,
    data: { kind: 'task', task: 'embedded-reber', options: { train: 4, validation: 0, test: 4 }, seed: 1 },
    nodes: Object.fromEntries(Object.entries(example.nodes).map(([id, node]) => [id, node.size === 8 ? { ...node, size: units } : node])),
  } as GraphDocument
}

/** The cost of watching: side by side in one process, and in separate processes, one of which never watched. */
function watching(): Record<string, { readonly together: Ratio; readonly apart: Ratio }> {
  const found: Record<string, { readonly together: Ratio; readonly apart: Ratio }> = {}
  for (const units of [8, 128]) {
    const together = watchingRatio(watchedDocument(units), 4 * Number(options.rounds), analysts())
    const rate = (how: string) => (): number => Number(execFileSync(process.execPath, [process.argv[1]!, '--rate', `${units} ${how}`], { encoding: 'utf8' }))
    const apart = ratioOf([rate('alone'), rate('watched')], Number(options.rounds))
    const name = `LSTM, ${units} units`
    found[name] = { together, apart }
    console.log(`${name}: with 20 plots, Unrolled and Gradients on screen training takes ${ratioText(together)} × as long in one process`)
    console.log(`  and ${ratioText(apart)} × as long as in a process in which nothing was ever on screen`)
  }
  return found
}

/** Analysts in threads that this file starts. */
const analysts = (): Analysts => analystsOf(process.argv[1]!, availableParallelism())

function printRate(rate: string): void {
  const [units, how] = rate.split(' ')
  console.log(rateApart(watchedDocument(Number(units)), how === 'watched', analysts()))
}

if (options.help) console.log(USAGE)
// The threads that help start from this file too.
else if (options.rate !== undefined) printRate(options.rate)
else if (!runIfAnalyst() && !runIfHelpingThread()) bench()
