import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeOfTest } from './terminal'

const here = placeOfTest()

const fixture = (name: string): string => join(import.meta.dirname, '../fixtures/gradients', `${name}.unfold`)

describe('unfold analyze', () => {
  it('reports the state, each step, the exponents and the flow of the chosen sequence and steps', async () => {
    const { out, status } = await here.unfold('analyze', fixture('elman'), '--sequence', '1', '--steps', '2..3', '--lags', '2', '--json')
    const report = JSON.parse(out) as { size: number; state: unknown; sequences: { steps: { t: number }[]; flow: Record<string, number[]>; judged: unknown }[] }
    expect(status).toBe(0)
    expect(report.size).toBe(4)
    expect(report.state).toEqual([{ node: 'c', port: 'in', slot: 0, size: 4 }])
    expect(report.sequences).toHaveLength(1)
    expect(report.sequences[0]!.steps.map(({ t }) => t)).toEqual([2, 3])
    expect(report.sequences[0]!.flow['h.out']).toHaveLength(2)
    expect(report.sequences[0]!.judged).toEqual({ of: 2, taken: 2 })
  })

  it('reports only the flow if time runs backward, or if only that is requested', async () => {
    for (const args of [[fixture('bidirectional')], [fixture('elman'), '--flow']]) {
      const report = JSON.parse((await here.unfold('analyze', ...args, '--json')).out) as { sequences: object[] }
      expect(Object.keys(report)).toEqual(['sequences'])
      expect(Object.keys(report.sequences[0]!)).toEqual(['flow', 'parameters', 'judged'])
    }
  })

  it('finds fixed points, and describes them', async () => {
    const { out } = await here.unfold('analyze', fixture('elman'), '--fixed-points', '--input', 'mean', '--starts', '40', '--seed', '2', '--json')
    const [point] = (JSON.parse(out) as { fixedPoints: { state: number[]; speed: number; stable: boolean }[] }).fixedPoints
    expect(point).toMatchObject({ stable: true, fixed: true })
    expect(Math.sqrt(2 * point!.speed)).toBeLessThan(1e-9)
    const words = await here.unfold('analyze', fixture('elman'), '--fixed-points')
    expect(words.out).toContain('stable fixed point')
  })

  it('refuses missing ranges, sequences and inputs with a message', async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['--steps', '3..1'], '“3..1”'],
      [['--steps', 'all'], '“all”'],
      [['--sequence', '2'], 'below 2'],
      [['--fixed-points', '--input', '8'], '“8”'],
      [['--fixed-points', '--input', 'none'], '“none”'],
    ]
    for (const [args, text] of cases) {
      const { status, err } = await here.unfold('analyze', fixture('elman'), ...args)
      expect(status).toBe(2)
      expect(err).toContain(text)
    }
  })

  it('takes the data of a file with its parts as one series', async () => {
    const { out } = await here.unfold(
      'analyze',
      join(import.meta.dirname, '../../examples/elman-sunspots.unfold'),
      '--steps',
      '10..40',
      '--lags',
      '12',
      '--json',
    )
    const { sequences } = JSON.parse(out) as { sequences: { steps: object[]; flow: Record<string, (number | null)[]> }[] }
    expect(sequences).toHaveLength(1)
    expect(sequences[0]!.steps).toHaveLength(31)
    for (const value of sequences[0]!.flow['h.out']!) expect(value).toBeGreaterThan(0)
  })
})
