import { describe, expect, it } from 'vitest'
import { acceptances, acceptanceText, judge, requestsOf } from '../reproduce/acceptance'
import { exampleNames, readExample, reseeded } from '../reproduce/examples'
import { median, rowOf, tableText } from '../reproduce/table'
import { fulfil } from '../reproduce/fulfil'

const runs = (name: string, values: number[]) => values.map((value, seed) => ({ name, seed, value, seconds: 1 }))

describe('the table of reproduced results', () => {
  it('ranks a run that never solved its task last', () => {
    expect(median([3, Infinity, 1])).toBe(3)
    expect(median([Infinity, Infinity, 1])).toBe(Infinity)
    expect(median([NaN, 2, 1])).toBe(2)
  })

  it('compares the median with the published result, in the direction of the measure', () => {
    const lower = readExample('echo-state-narma')
    expect(rowOf(lower, runs(lower.name, [0.05, 0.06, 0.2])).good).toBe(true)
    expect(rowOf(lower, runs(lower.name, [0.05, 0.3, 0.2]))).toMatchObject({ good: false, stated: false })
    const higher = readExample('memory-capacity')
    expect(rowOf(higher, runs(higher.name, [50.1, 50, 49])).good).toBe(true)
    expect(rowOf(higher, runs(higher.name, [49, 49, 50])).good).toBe(false)
  })

  it('does not round up to a bound, and keeps whole numbers', () => {
    const text = (name: string, value: number): string => tableText([rowOf(readExample(name), runs(name, [value]))], [readExample(name)])
    expect(text('memory-capacity', 49.99865)).toContain('| 49.999 (5) |')
    expect(text('lstm-reber', 3328)).toContain('| 3328 (5) |')
    expect(text('lstm-reber', Infinity)).toContain('| Infinity (5) |')
    expect(text('echo-state-narma', 0.069316)).toContain('| 0.0693 (5) |')
  })

  it('gives a reason if our result is worse', () => {
    const example = readExample('elman-sunspots')
    const text = tableText([rowOf(example, runs(example.name, [0.1]))], [example])
    expect(text).toContain('not as good')
    expect(text).toContain(example.published!.reason)
  })

  it('says what a published figure measures, and which ones were not looked up', () => {
    const looked = readExample('adding')
    const recalled = readExample('echo-state-narma')
    const text = tableText([rowOf(looked, runs('adding', [0.001])), rowOf(recalled, runs(recalled.name, [0.05]))], [looked, recalled])
    expect(text).toContain(`- adding: ${looked.published!.convention}`)
    expect(text).toContain('2 of 2 as good as published (1 by figures')
    expect(text).toContain(`${recalled.published!.source} (quoted from memory)`)
  })

  it('checks many runs together, and failed or missing runs satisfy no bound', () => {
    const reber = acceptances.find(({ example }) => example === 'lstm-reber')!
    const nine = [...Array<number>(9).fill(4000), Infinity]
    expect(judge(reber, runs('lstm-reber', nine))).toMatchObject({ ours: '9 of 10', kept: true })
    expect(judge(reber, runs('lstm-reber', [...nine.slice(2), Infinity, Infinity])).kept).toBe(false)
    expect(judge(reber, runs('lstm-reber', nine.slice(1))).kept).toBe(false)
    const chaos = acceptances.find(({ example }) => example === 'mackey-glass')!
    expect(judge(chaos, runs('mackey-glass', Array<number>(10).fill(3e-4)))).toMatchObject({ ours: '0.0003', bar: 'at most 0.0008', kept: true })
    expect(judge(chaos, runs('mackey-glass', [...Array<number>(9).fill(3e-4), NaN])).kept).toBe(false)
    expect(acceptanceText([judge(chaos, runs('mackey-glass', Array<number>(10).fill(1)))])).toContain('NOT KEPT')
  })

  it('requests runs of existing documents', () => {
    for (const { name } of requestsOf(acceptances)) expect(exampleNames()).toContain(name)
  })

  it('trains other seeds than the document’s own', () => {
    const { document } = readExample('mackey-glass')
    const other = reseeded(document, 3)
    expect(other.training!.seed).toBe(document.training!.seed! + 3)
    expect(other.nodes.r!.seed).toBe(Number(document.nodes.r!.seed) + 3)
    expect(other.data).toMatchObject({ seed: (document.data as { seed: number }).seed + 3 })
  })

  it.each(['echo-state-narma', 'lstm-peephole', 'memory-capacity', 'delayed-xor-rtrl'])('%s is as good as published on its own seed', (name) => {
    const example = readExample(name)
    const row = rowOf(example, [fulfil({ name, seed: 0 })])
    expect(row).toMatchObject({ good: true, stated: true })
  })
})
