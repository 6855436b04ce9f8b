import { largest } from '../../engine/base/lists'
import { problem } from '../../engine/base/problem'
import type { Network } from '../../engine/compile'
import type { Slot } from '../../engine/contract/op'
import type { Dataset, Part } from '../../engine/data/types'
import { Model } from '../../engine/learn/model/model'
import { rangesOf, type StepRange } from '../../engine/learn/evaluate/passes'
import { Playback } from '../../engine/learn/evaluate/playback'
import type { CliCommand } from '../command'
import { Refused, open, ready } from '../open'
import { digits, say, printProblems } from '../terminal'
import { inUnits, vectors } from '../../engine/data/vectors'

type Selection = Part | 'all'

/**
 * Runs the network over its data, or over another table, as it is scored there, and prints its outputs. Inputs and
 * outputs with columns are in the units of the data, everything else as computed.
 */
export const run: CliCommand = {
  name: 'run',
  takes: ['FILE'],
  options: { data: { takes: 'text' }, part: { takes: 'choice', choices: ['train', 'validation', 'test', 'all'] }, all: { takes: 'nothing' } },
  run({ terminal, json, positional: [file], options }) {
    const other = options.get('data') as string | undefined
    const opened = open(terminal, file!, other === undefined ? {} : { data: other })
    const { network, dataset, warnings } = ready(opened, 'optional')
    printProblems(terminal, 'cli-warning', warnings)
    const part = (options.get('part') as Selection | undefined) ?? 'all'
    const ranges = rangesOf(network.training, dataset, part)
    if (ranges.length === 0)
      printProblems(terminal, 'cli-warning', [problem('data-missing', 'cli-part-empty', { part, path: other ?? file! }, { path: '/data/split' })])
    const ports = options.has('all') ? [...network.lowered.ports] : network.outputs.map((o) => [o.id, o.out] as const)
    const results = runAll(network, dataset, ranges, Object.fromEntries(ports))

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

function runAll(network: Network, dataset: Dataset, ranges: readonly StepRange[], slots: Readonly<Record<string, Slot>>): Record<string, number[][]>[] {
  if (ranges.length === 0) return []
  const longest = largest(ranges.map((s) => s.sequence.length))
  const model = new Model(network)
  const keep = network.backwardInTime ? longest : network.longestDelay
  const tooLarge = Model.tooLarge(network, { steps: Math.min(longest, keep + 512), sequences: 1, keep, adjoints: false }, network.training.precision)
  if (tooLarge) throw new Refused([tooLarge])
  const playback = new Playback(model, longest)
  const withColumns = (name: string): string | undefined =>
    [...network.inputs, ...network.outputs].find((node) => node.id === name || slots[name] === node.out)?.id
  return ranges.map((range, s) => {
    const { first, end } = range
    const values = playback.values(range, slots)
    return Object.fromEntries(
      Object.entries(values).map(([name, numbers]) => {
        const { size, node } = slots[name]!
        const wrong = numbers.findIndex((value) => !Number.isFinite(value))
        if (wrong >= 0) {
          const place = { port: name, step: Math.floor(wrong / size), sequence: s, got: String(numbers[wrong]) }
          throw new Refused([problem('not-finite', 'signals-not-finite', place, { nodes: [node] })])
        }
        const id = withColumns(name)
        return [name, vectors(id === undefined ? numbers : inUnits(dataset, id, numbers, size), size, first, end)]
      }),
    )
  })
}
