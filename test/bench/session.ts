import { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { Session } from '../../engine/run/session'
import { Preparation } from '../../engine/run/work'
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

/** Trains for a while; answers epochs by processor time, which what else the machine does leaves alone. */
type Runner = (seconds: number) => number

function counted(step: () => number): Runner {
  return (seconds) => {
    const [start, used] = [performance.now(), process.cpuUsage()]
    let epochs = 0
    while (performance.now() - start < 1000 * seconds) epochs += step()
    const { user, system } = process.cpuUsage(used)
    return epochs / (user + system)
  }
}

/** A trainer alone, as a session has it. */
function bare(document: GraphDocument): Runner {
  const {
    compiled: { network },
    dataset,
  } = new Preparation(registry).of(document, undefined, () => undefined)
  const trainer = Trainer.make(new Model(network!), dataset!)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  trainer.exact = true
  return counted(() => (trainer.next().kind === 'epoch' ? 1 : 0))
}

/** A session that nobody watches, as the worker of a document out of sight has it. */
function session(document: GraphDocument): Runner {
  const tasks: (() => void)[] = []
  let epochs = 0
  const working = new Session(registry, { now: () => performance.now(), soon: (task) => void tasks.push(task), later: () => () => undefined })
  working.message$.subscribe((message) => {
    if (message.kind === 'report') epochs++
  })
  working.send({ kind: 'load', revision: 1, document, fresh: true })
  working.send({ kind: 'play' })
  return counted(() => {
    const before = epochs
    tasks.shift()!()
    return epochs - before
  })
}

/** How many times as long a workload takes in a session as with its trainer alone: the median of turns taken side by side. */
export function sessionRatio(workload: Workload, rounds: number): number {
  const document = documentOf(workload)
  const runners = [bare(document), session(document)] as const
  for (const run of runners) run(0.5)
  const ratios = Array.from({ length: rounds }, (_, round) => {
    // Who goes first changes from turn to turn.
    const [first, second] = round % 2 === 0 ? runners : [runners[1], runners[0]]
    const [a, b] = [first(TURN), second(TURN)]
    return round % 2 === 0 ? a / b : b / a
  })
  return median(ratios)
}
