import { describe, expect, it } from 'vitest'
import { readTable } from '../../engine/data'
import { propose } from '../../engine/data/propose'

function proposed(header: string, row: (t: number) => (string | number)[], rows = 40): { ahead: number; roles: Record<string, string> } {
  const text = [header, ...Array.from({ length: rows }, (_, t) => row(t).join(','))].join('\n')
  const { table, errors } = readTable(text, 'csv', 'a.csv')
  if (!table) throw new Error(errors[0]?.message)
  const { columns, ahead } = propose(table)
  return {
    ahead,
    roles: Object.fromEntries(table.columns.map(({ name }, i) => [name, `${columns[i]!.role}: ${columns[i]!.reason.key.replace('column-why-', '')}`])),
  }
}

describe('the proposal made from a table', () => {
  it('continues a series: the years are the axis, the numbers are predicted', () => {
    expect(proposed('YEAR,SUNACTIVITY', (t) => [1700 + t, Math.sin(t)])).toEqual({ ahead: 1, roles: { YEAR: 'steps: counts', SUNACTIVITY: 'both: number' } })
    expect(proposed('a,b,c', (t) => [t % 7, t % 5, t % 3])).toEqual({ ahead: 1, roles: { a: 'input: number', b: 'input: number', c: 'both: last' } })
  })

  it('does not take two numbers for a row count, though they lie on a line', () => {
    expect(proposed('a,b', (t) => [1.5 + 0.75 * t, 9 - t], 2).roles).toEqual({ a: 'input: number', b: 'both: last' })
    expect(proposed('a,b', (t) => [1.5 + 0.75 * t, 9 - t], 3).roles).toEqual({ a: 'steps: counts', b: 'both: number' })
  })

  it('takes targets by their names', () => {
    expect(proposed('y,u1,u2', (t) => [t % 3, t % 5, t % 7])).toEqual({ ahead: 0, roles: { y: 'target: named', u1: 'input: number', u2: 'input: number' } })
    expect(proposed('target', (t) => [t % 3])).toEqual({ ahead: 1, roles: { target: 'both: named' } })
  })

  it('takes a class column by its name', () => {
    expect(proposed('u,class', (t) => [t % 5, t % 2 ? 'a' : 'b'])).toEqual({ ahead: 0, roles: { u: 'input: number', class: 'target: text' } })
  })

  it('leaves out columns from which nothing can be learned', () => {
    expect(proposed('t,same,gap,word,x', (t) => [t, 4, t === 9 ? '' : t % 4, t % 2 ? 'a' : 'b', t % 5]).roles).toEqual({
      t: 'steps: counts',
      same: 'none: constant',
      gap: 'none: missing',
      word: 'none: mixed',
      x: 'both: number',
    })
    expect(proposed('name,x', (t) => [`n${t}`, t % 5], 600).roles.name).toBe('none: categories')
    expect(proposed('x,x,z', (t) => [t % 2, t % 3, t % 5]).roles).toEqual({ x: 'none: twice', z: 'both: number' })
  })

  it('uses symbols if there are no numbers', () => {
    expect(proposed('char', (t) => ['abc'[t % 3]!])).toEqual({ ahead: 1, roles: { char: 'both: text' } })
  })

  it('recognizes sequences by a name whose values are contiguous', () => {
    expect(proposed('sequence,x', (t) => [Math.floor(t / 10), t % 7]).roles).toEqual({ sequence: 'sequence: sequence', x: 'both: number' })
    // Interleaved ones too.
    expect(proposed('sequence,x', (t) => [t % 4, t % 7]).roles.sequence).toBe('sequence: sequence')
    expect(proposed('id,x', (t) => [t, t % 7]).roles.id).toBe('steps: counts')
  })
})
