import { readFileSync } from 'node:fs'
import { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { Session } from '../../engine/run/session'
import { Preparation } from '../../engine/run/work'
import { keyOf, type Query } from '../../engine/run/streams'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { FRAME, type Analysts } from './analysts'
import { median } from './measure'
import type { Workload } from './workloads'

/** Seconds of one turn: short, so that both see the same load of the machine. */
const TURN = 0.1

/** The document of a workload with its data within it. */
function documentOf({ document, dataset }: Workload): GraphDocument {
  const rows = (values: Float64Array, length: number): number[][] =>
    Array.from({ length }, (_, t) => [...values.subarray((t * values.length) / length, ((t + 1) * values.length) / length)])
  return {
    ...document,
    data: {
      kind: 'inline',
      sequences: dataset.train.map(({ length, inputs, targets }) => ({ x: rows(inputs.x!, length), y: rows(targets.y!.values, length) })),
    },
  }
}

/** Plots on screen while training is watched. */
const PLOTS = 20

/** Trains for some seconds of processor time, which other programs do not affect; returns epochs per second of it. */
type Runner = (seconds: number) => number

/** Milliseconds of processor time of this program, and of its first thread (on Linux only). */
function processed(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
function processedHere(): number {
  if (process.platform !== 'linux') return processed()
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
}

/** @param every steps between two reads of the clock, which take microseconds. */
function counted(step: () => number, processed: () => number, every = 1): Runner {
  return (seconds) => {
    const start = processed()
    let epochs = 0
    let used = 0
    for (let i = 1; used < 1000 * seconds; i++) {
      epochs += step()
      if (i % every === 0) used = processed() - start
    }
    return epochs / used
  }
}

/** Only the trainer of a session. */
function bare(document: GraphDocument): Runner {
  const {
    compiled: { network },
    dataset,
  } = new Preparation(registry).of(document, undefined, () => undefined)
  const trainer = Trainer.make(new Model(network!), dataset!)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  trainer.exact = true
  return counted(() => (trainer.next().kind === 'epoch' ? 1 : 0), processed, 64)
}

/**
 * A session without watchers, as in the worker of a hidden document; or with queries, whose frames a screen draws sixty
 * times a second.
 */
function session(document: GraphDocument, queries: readonly Query[] = [], analysts?: Analysts, clock = processedHere): Runner {
  const tasks: (() => void)[] = []
  let epochs = 0
  /** The frame to draw next, and its time. */
  let due: { readonly frame: number; readonly at: number } | undefined
  // Its clock stops outside its turn; otherwise pauses between frames would elapse during the turn of the other.
  let others = 0
  let left = performance.now()
  const now = (): number => performance.now() - others
  const working = new Session(registry, { now, soon: (task) => void tasks.push(task), later: () => () => undefined }, undefined, analysts)
  working.message$.subscribe((message) => {
    if (message.kind === 'reports') epochs += message.reports.length
    if (message.kind === 'frame') due = { frame: message.frame, at: now() + FRAME }
  })
  working.send({ kind: 'load', revision: 1, document, fresh: true })
  if (queries.length > 0) working.send({ kind: 'watch', add: queries, drop: [] })
  working.send({ kind: 'play' })
  const run = counted(() => {
    const before = epochs
    if (due && now() >= due.at) {
      working.send({ kind: 'drawn', frame: due.frame })
      due = undefined
    }
    analysts?.receive()
    tasks.shift()!()
    return epochs - before
  }, clock)
  return (seconds) => {
    others += performance.now() - left
    const rate = run(seconds)
    left = performance.now()
    return rate
  }
}

/** The median of pairs, and their quartiles. */
export interface Ratio {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Time of a workload in a session relative to that of the trainer alone. */
export function sessionRatio(workload: Workload, rounds: number): Ratio {
  const document = documentOf(workload)
  const runners = [bare(document), session(document, [], undefined, processed)] as const
  for (const run of runners) run(0.5)
  return ratioOf([() => runners[0](TURN), () => runners[1](TURN)], rounds)
}

/** A document that is trained with 20 plots, the unrolled view and the gradient flow on screen, and the same without any of it. */
function watchers(document: GraphDocument, analysts: Analysts): { readonly alone: () => Runner; readonly watched: () => Runner } {
  const endless = { ...document, training: { ...document.training, epochs: 1_000_000_000, stop: null } }
  const ports = Object.entries(document.nodes).flatMap(([id, { type }]) =>
    (registry.get(type)?.outputs ?? []).map(({ name }, i) => (i === 0 ? id : `${id}.${name}`)),
  )
  const signals = Array.from({ length: PLOTS }, (_, i): Query => ({ kind: 'signal', port: ports[i % ports.length]! }))
  const place = { part: 'train', sequence: 0 } as const
  const queries: readonly Query[] = [
    ...new Map(signals.map((query) => [keyOf(query), query])).values(),
    { kind: 'norms' },
    { kind: 'predictions' },
    { kind: 'unrolled', ...place, first: 0, steps: 12, step: 8 },
    { kind: 'flow', ...place, step: null, lags: 32 },
  ]
  return { alone: () => session(endless), watched: () => session(endless, queries, analysts) }
}

/** Training time with everything watched, relative to that without, side by side in one process. */
export function watchingRatio(document: GraphDocument, rounds: number, analysts: Analysts): Ratio {
  const { alone, watched } = watchers(document, analysts)
  const runners = [alone(), watched()] as const
  for (const run of runners) run(0.5)
  return ratioOf([() => runners[0](10 * TURN), () => runners[1](10 * TURN)], rounds)
}

/** Epochs per processor time in a process that does nothing else, after its code is compiled. */
export function rateApart(document: GraphDocument, watches: boolean, analysts: Analysts): number {
  const { alone, watched } = watchers(document, analysts)
  const run = watches ? watched() : alone()
  run(2)
  return run(3)
}

/** Alternating turns: processor time of the second divided by that of the first. */
export function ratioOf(turns: readonly [() => number, () => number], rounds: number): Ratio {
  const ratios = Array.from({ length: rounds }, (_, round) => {
    // The order alternates from turn to turn.
    const [first, second] = round % 2 === 0 ? turns : [turns[1], turns[0]]
    const [a, b] = [first(), second()]
    return round % 2 === 0 ? a / b : b / a
  }).toSorted((a, b) => a - b)
  const at = (share: number): number => ratios[Math.min(rounds - 1, Math.floor(share * rounds))]!
  return { median: median(ratios), low: at(0.25), high: at(0.75) }
}
