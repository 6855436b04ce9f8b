import { dirname, resolve } from 'node:path'
import { finish } from '../../engine/base/resumable'
import { isProblem, type Problem } from '../../engine/base/problem'
import type { Network } from '../../engine/compile'
import type { Dataset, Sequence } from '../../engine/data/types'
import { forecast as run } from '../../engine/forecast/forecast'
import { rowsBeyond } from '../../engine/forecast/rows'
import { findingResiduals } from '../../engine/forecast/residuals'
import { beforeInUnits, tableOf, forecastInUnits, type ContinuedForecast } from '../../engine/forecast/in-units'
import { rangesOf, type StepRange } from '../../engine/learn/evaluate/passes'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import type { CliCommand } from '../command'
import { DataFolder } from '../files'
import { Refused, open, ready, refuseOverwrite } from '../open'
import { USAGE } from '../status'
import { Target } from '../target'
import { digits, say, printProblems, type Terminal } from '../terminal'
import { UsageError, type OptionValue } from '../usage'

type Options = ReadonlyMap<string, OptionValue>

/**
 * Predicts beyond the data from the network's own outputs: each paired input receives the value of its output. Results
 * are in the units of the data.
 */
export const forecast: CliCommand = {
  name: 'forecast',
  takes: ['FILE'],
  options: {
    steps: { takes: 'whole', min: 0 },
    from: { takes: 'whole', min: 0 },
    data: { takes: 'text' },
    sequence: { takes: 'whole', min: 0 },
    temperature: { takes: 'text' },
    paths: { takes: 'whole', min: 1 },
    seed: { takes: 'whole' },
    out: { takes: 'text' },
  },
  run({ terminal, json, positional: [file], options }) {
    const temperature = temperatureOf(options)
    const out = options.get('out') as string | undefined
    const path = out === undefined ? undefined : resolve(terminal.folder, out)
    const target = path === undefined ? undefined : new Target(path)
    const opened = open(terminal, file!)
    const other = options.get('data') as string | undefined
    if (path !== undefined) refuseOverwrite(opened, path, 'out', 'document', other === undefined ? [] : [resolve(terminal.folder, other)])
    const { network, dataset, warnings } = ready(opened, 'optional')
    printProblems(terminal, 'cli-warning', warnings)
    const beyond = other === undefined ? undefined : rowsFrom(terminal, opened.path, network, dataset, other)
    const all = rangesOf(network.training, dataset, 'all')
    const sequences = chosen(all, options)
    const steps = (options.get('steps') as number | undefined) ?? testSteps(network, dataset)
    const model = new Model(network)
    const paths = options.get('paths') as number | undefined
    const residuals = paths === undefined ? undefined : fine(finish(findingResiduals(model, dataset)))
    const continued = sequences.map(({ sequence }): ContinuedForecast => {
      const from = (options.get('from') as number | undefined) ?? sequence.length
      if (from > sequence.length) throw new UsageError('cli-forecast-from', { got: from, rows: sequence.length })
      const seed = (options.get('seed') as number | undefined) ?? 0
      const asked = { steps, from, temperature, seed, beyond, ...(residuals ? { residuals, paths: paths ?? 0 } : {}) }
      const found = fine(run(model, dataset, sequence, asked))
      return { sequence, from, forecast: forecastInUnits(network, dataset, found), before: beforeInUnits(network, dataset, found) }
    })
    const forecasts = continued.map(({ forecast }) => forecast)
    if (target) {
      const written = target.write(tableOf(network, dataset, continued))
      if (written !== path) terminal.err(`${say(terminal, 'cli-changed', { path: path!, instead: written })}\n`)
      else terminal.err(`${say(terminal, 'cli-saved', { path: written })}\n`)
      if (json) terminal.out(`${JSON.stringify({ file: path, steps })}\n`)
      return written === path ? 0 : USAGE
    }
    if (json) {
      const each = forecasts.some(({ paths, text }) => paths || text !== undefined) ? { more: forecasts.map(({ values: _, ...more }) => more) } : {}
      terminal.out(`${JSON.stringify({ steps, sequences: forecasts.map(({ values }) => values), ...each })}\n`)
      return 0
    }
    forecasts.forEach(({ values, text }, n) => {
      terminal.out(`${say(terminal, 'cli-sequence', { n, steps })}\n`)
      if (text !== undefined) return terminal.out(`${text}\n`)
      for (const [name, rows] of Object.entries(values)) {
        terminal.out(`${name}\n`)
        for (const row of rows) terminal.out(`  ${row.map(digits).join('  ')}\n`)
      }
    })
    return 0
  },
}

function fine<T extends object>(result: T | Problem): T {
  if (isProblem(result)) throw new Refused([result])
  return result
}

function temperatureOf(options: Options): number {
  const text = (options.get('temperature') as string | undefined) ?? '0'
  const value = Number(text)
  if (!/^[\d.]/.test(text) || !Number.isFinite(value) || value < 0)
    throw new UsageError('cli-option-value', { name: '--temperature', expected: '≥ 0', got: `“${text}”` })
  return value
}

function chosen(all: readonly StepRange[], options: Options): readonly StepRange[] {
  const one = options.get('sequence') as number | undefined
  if (one === undefined) return all
  const found = all[one]
  if (!found) throw new UsageError('cli-sequence-missing', { got: one, count: all.length })
  return [found]
}

function testSteps(network: Network, dataset: Dataset): number {
  const [first] = rangesOf(network.training, dataset, 'test')
  if (!first) throw new UsageError('cli-forecast-steps')
  return first.end - first.first
}

/** Rows of another table for the inputs that no output feeds. */
function rowsFrom(terminal: Terminal, file: string, network: Network, dataset: Dataset, table: string): Sequence['inputs'] {
  const path = resolve(terminal.folder, table)
  const rows = rowsBeyond(network, registry, dataset, path, new DataFolder(dirname(file), path))
  if (Array.isArray(rows)) throw new Refused(rows as Problem[])
  return rows as Sequence['inputs']
}
