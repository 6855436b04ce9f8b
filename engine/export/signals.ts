import { largest } from '../base/lists'
import { problem } from '../base/problem'
import { labelOf } from '../data/calendar'
import type { Dataset, Sequence, Unit } from '../data/types'
import { limits } from '../document/limits'
import { Playback } from '../learn/evaluate/playback'
import { rangesOf } from '../learn/evaluate/passes'
import type { Model } from '../learn/model/model'
import { ExportError, type ExportFile } from './file'

/**
 * Returns the signals as a CSV table (RFC 4180): one row per step, one column `node.port.unit` per unit of every port,
 * counted from 0, and the targets as `node.target.unit`; inputs, outputs and targets are in the units of the data. Runs
 * the network as it is scored.
 * @throws ExportError for a table of more than ten million cells, and for values that are not finite.
 */
export function signalsCsv(model: Model, dataset: Dataset): ExportFile[] {
  const { network } = model
  const ranges = rangesOf(network.training, dataset, 'all')
  const sequences = ranges.map(({ sequence }) => sequence)
  const ports = [...network.lowered.ports]
  const width = ports.reduce((sum, [, slot]) => sum + slot.size, 0) + network.outputs.reduce((sum, o) => sum + o.size, 0)
  const steps = sequences.reduce((sum, s) => sum + s.length, 0)
  if (steps * (width + 2) > limits.exportCells)
    throw new ExportError(problem('limit-exceeded', 'export-signals-over', { limit: limits.exportCells, got: steps * (width + 2) }))
  const labelled = sequences.some((s) => s.labels)
  const units = (names: string, size: number): string[] => Array.from({ length: size }, (_, i) => `${names}.${i}`)
  const lines = [
    [
      'sequence',
      'step',
      ...(labelled ? ['label'] : []),
      ...ports.flatMap(([name, slot]) => units(name, slot.size)),
      ...network.outputs.flatMap(({ id, size }) => units(`${id}.target`, size)),
    ].join(','),
  ]
  const playback = new Playback(
    model,
    largest(
      sequences.map((s) => s.length),
      1,
    ),
  )
  const slots = Object.fromEntries(ports)
  const inUnits = new Map(
    [...network.inputs, ...network.outputs].flatMap(({ id, out }) =>
      ports.filter(([, slot]) => slot === out).map(([name]) => [name, dataset.units[id]] as const),
    ),
  )
  const labelText = (label: number | undefined): number | string => (label === undefined ? '' : labelOf(dataset.axis, label))
  ranges.forEach((range, s) => {
    const { sequence } = range
    const values = playback.values(range, slots)
    for (const [name, { size, node }] of ports) {
      const wrong = values[name]!.findIndex((value) => !Number.isFinite(value))
      if (wrong < 0) continue
      const place = { port: name, step: Math.floor(wrong / size), sequence: s, got: String(values[name]![wrong]) }
      throw new ExportError(problem('not-finite', 'signals-not-finite', place, { nodes: [node] }))
    }
    for (let t = 0; t < sequence.length; t++)
      lines.push(
        [
          s,
          t,
          ...(labelled ? [labelText(sequence.labels?.[t])] : []),
          ...ports.flatMap(([name, { size }]) => row(values[name]!, t, size, inUnits.get(name))),
          ...network.outputs.flatMap(({ id, size }) => targets(sequence, id, t, size, dataset.units[id])),
        ].join(','),
      )
  })
  return [{ suffix: '_signals.csv', content: `${lines.join('\r\n')}\r\n` }]
}

const row = (values: Float64Array, t: number, size: number, units: readonly Unit[] | undefined): number[] =>
  Array.from({ length: size }, (_, i) => values[t * size + i]! * (units?.[i]?.deviation ?? 1) + (units?.[i]?.mean ?? 0))

function targets(sequence: Sequence, id: string, t: number, size: number, units: readonly Unit[] | undefined): (number | string)[] {
  const target = sequence.targets[id]
  return target?.present[t] ? row(target.values, t, size, units) : Array<string>(size).fill('')
}
