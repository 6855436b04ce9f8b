import { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { Session } from '../../engine/run/session'
import { Preparation } from '../../engine/run/work'
import { keyOf, type Query } from '../../engine/run/streams'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { median } from './measure'
import type { Workload } from './workloads'

/** Seconds of one turn: short, so that both have the machine as it is at that moment. */
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

/** Milliseconds of processor time. */
function processed(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** @param every steps between two looks at the clock, which take microseconds. */
function counted(step: () => number, every = 1): Runner {
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
  return counted(() => (trainer.next().kind === 'epoch' ? 1 : 0), 64)
}

/** Milliseconds between two frames of the screen. */
const FRAME = 1000 / 60

/**
 * A session that nobody watches, as the worker of a document out of sight has it; or with queries, whose frames a screen
 * draws sixty times a second.
 */
function session(document: GraphDocument, queries: readonly Query[] = []): Runner {
  const tasks: (() => void)[] = []
  let epochs = 0
  /** The frame to draw next, and its time. */
  let due: { readonly frame: number; readonly at: number } | undefined
  // Its clock stops outside its turn: otherwise pauses between frames would pass during the turn of the other.
  let others = 0
  let left = performance.now()
  const now = (): number => performance.now() - others
  const working = new Session(registry, { now, soon: (task) => void tasks.push(task), later: () => () => undefined })
  working.message$.subscribe((message) => {
    if (message.kind === 'report') epochs++
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
    tasks.shift()!()
    return epochs - before
  })
  return (seconds) => {
    others += performance.now() - left
    const rate = run(seconds)
    left = performance.now()
    return rate
  }
}

/** The median of pairs, and between what half of them lie. */
export interface Ratio {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Time of a workload in a session relative to that of the trainer alone. */
export function sessionRatio(workload: Workload, rounds: number): Ratio {
  const document = documentOf(workload)
  const runners = [bare(document), session(document)] as const
  for (const run of runners) run(0.5)
  return ratioOf([() => runners[0](TURN), () => runners[1](TURN)], rounds)
}

/** A document that is trained with 20 plots, the unrolled view and the gradient flow on screen, and the same with nothing. */
function watchers(document: GraphDocument): { readonly alone: () => Runner; readonly watched: () => Runner } {
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
  return { alone: () => session(endless), watched: () => session(endless, queries) }
}

/** How many times as long training takes with all that is watched, side by side in one process. */
export function watchingRatio(document: GraphDocument, rounds: number): Ratio {
  const { alone, watched } = watchers(document)
  const runners = [alone(), watched()] as const
  for (const run of runners) run(0.5)
  return ratioOf([() => runners[0](4 * TURN), () => runners[1](4 * TURN)], rounds)
}

/** Epochs by processor time in a process that does nothing else, once its code is compiled. */
export function rateApart(document: GraphDocument, watches: boolean): number {
  const { alone, watched } = watchers(document)
  const run = watches ? watched() : alone()
  run(2)
  return run(3)
}

/** Turns taken side by side: processor time of the second by that of the first. */
export function ratioOf(turns: readonly [() => number, () => number], rounds: number): Ratio {
  const ratios = Array.from({ length: rounds }, (_, round) => {
    // Who goes first changes from turn to turn.
    const [first, second] = round % 2 === 0 ? turns : [turns[1], turns[0]]
    const [a, b] = [first(), second()]
    return round % 2 === 0 ? a / b : b / a
  }).toSorted((a, b) => a - b)
  const at = (share: number): number => ratios[Math.min(rounds - 1, Math.floor(share * rounds))]!
  return { median: median(ratios), low: at(0.25), high: at(0.75) }
}
