import { largest } from '../../engine/base/lists'
import { problem } from '../../engine/base/problem'
import type { Network } from '../../engine/compile'
import type { Slot } from '../../engine/contract/op'
import type { Dataset, Part, Sequence } from '../../engine/data/types'
import { Collector } from '../../engine/learn/collect'
import { Model } from '../../engine/learn/model'
import type { Command } from '../command'
import { Refused, open, ready } from '../open'
import { digits, say, tell } from '../terminal'
import { inUnits, vectors } from '../vectors'

type Selection = Part | 'all'

/** A stretch of a sequence whose outputs are told. */
interface Stretch {
  readonly sequence: Sequence
  readonly first: number
  readonly end: number
}

/** Runs the network over its data, or over another table, and gives its outputs in the units of the data. */
export const run: Command = {
  name: 'run',
  takes: ['FILE'],
  options: { data: { takes: 'text' }, part: { takes: 'choice', choices: ['train', 'validation', 'test', 'all'] }, all: { takes: 'nothing' } },
  run({ terminal, json, positional: [file], options }) {
    const other = options.get('data') as string | undefined
    const opened = open(terminal, file!, other === undefined ? {} : { data: other })
    const { network, dataset, warnings } = ready(opened, 'optional')
    tell(terminal, 'cli-warning', warnings)
    const stretches = select(dataset, (options.get('part') as Selection | undefined) ?? 'all')
    const ports = options.has('all') ? [...network.lowered.ports] : network.outputs.map((o) => [o.id, o.out] as const)
    const results = runAll(network, dataset, stretches, Object.fromEntries(ports))

    if (json) {
      terminal.out('{"sequences": [')
      let n = 0
      for (const result of results) terminal.out(`${n++ > 0 ? ',\n' : ''}${JSON.stringify(result)}`)
      terminal.out(']}\n')
      return 0
    }
    let n = 0
    for (const result of results) {
      const steps = Object.values(result)[0]?.length ?? 0
      terminal.out(`${say(terminal, 'cli-sequence', { n: n++, steps })}\n`)
      for (const [name, rows] of Object.entries(result)) {
        terminal.out(`${name}\n`)
        for (const row of rows) terminal.out(`  ${row.map(digits).join('  ')}\n`)
      }
    }
    return 0
  },
}

/** One series is run as a whole, so that its state is carried into the part that is asked for. */
function select(dataset: Dataset, part: Selection): Stretch[] {
  const whole = (sequence: Sequence): Stretch => ({ sequence, first: 0, end: sequence.length })
  const { series } = dataset
  if (!series) {
    if (part !== 'all') return dataset[part].map(whole)
    return [...dataset.train, ...dataset.validation, ...dataset.test, ...(dataset.rest ?? [])].map(whole)
  }
  if (part === 'all') return [whole(series)]
  const code = ['train', 'validation', 'test'].indexOf(part)
  const first = series.parts!.indexOf(code)
  return first < 0 ? [] : [{ sequence: series, first, end: series.parts!.lastIndexOf(code) + 1 }]
}

function runAll(
  network: Network, dataset: Dataset, stretches: readonly Stretch[], slots: Readonly<Record<string, Slot>>,
): Record<string, number[][]>[] {
  if (stretches.length === 0) return []
  const longest = largest(stretches.map((s) => s.sequence.length))
  const model = new Model(network)
  const keep = network.backwardInTime ? longest : network.longestDelay
  const tooLarge = Model.tooLarge(network, { steps: Math.min(longest, keep + 512), sequences: 1, keep, adjoints: false }, network.training.precision)
  if (tooLarge) throw new Refused([tooLarge])
  const collector = new Collector(model, longest, { forcing: false })
  const isOutput = (name: string): string | undefined =>
    network.outputs.find((o) => o.id === name || slots[name] === o.out)?.id
  return stretches.map(({ sequence, first, end }, s) => {
    const values = collector.run(sequence, slots)
    return Object.fromEntries(
      Object.entries(values).map(([name, numbers]) => {
        const { size, node } = slots[name]!
        const wrong = numbers.findIndex((value) => !Number.isFinite(value))
        if (wrong >= 0) {
          const told = { port: name, step: Math.floor(wrong / size), sequence: s, got: String(numbers[wrong]) }
          throw new Refused([problem('not-finite', 'cli-run-not-finite', told, { nodes: [node] })])
        }
        const output = isOutput(name)
        return [name, vectors(output === undefined ? numbers : inUnits(dataset, output, numbers, size), size, first, end)]
      }),
    )
  })
}
