import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { TableIntake, readTable } from '../../engine/data'
import { Gatherer, numbers } from '../../engine/data/gather'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a table that is taken in as bytes', () => {
  const seed = Number(process.env.SEED ?? 11)
  it(`is the same as from the whole text, also if cut inside characters (SEED=${seed})`, () => {
    const random = stream(seed, 'intake')
    for (let round = 0; round < 100; round++) {
      const rows = Array.from({ length: 1 + random.integer(40) }, () => `${['é', '日本', '😀', '"a\n,b"', ''][random.integer(5)]},${random.integer(1000) / 7}`)
      const text = `\uFEFFname,値\n${rows.join('\n')}\n`
      const intake = new TableIntake('a.csv', 'csv')
      const all = bytes(text)
      for (let at = 0; at < all.length; ) {
        const next = at + 1 + random.integer(9)
        intake.push(all.subarray(at, next))
        at = next
      }
      expect(intake.bytes).toBe(all.length)
      const [read, whole] = [intake.end(), readTable(text, 'csv', 'a.csv')]
      expect(read.table!.columns, JSON.stringify(text)).toEqual(whole.table!.columns)
      expect([read.reading, read.warnings]).toEqual([{ ...whole.reading, keys: { ...whole.reading!.keys, encoding: 'utf-8' } }, whole.warnings])
    }
  })

  it('reports rows while it is read', () => {
    const intake = new TableIntake('a.csv', 'csv')
    intake.push(bytes('a\n1\n2\n3'))
    expect(intake.rows).toBe(2) // the third may continue
    intake.push(bytes('4\n'))
    expect(intake.rows).toBe(3)
  })

  it('is refused at the first byte that is invalid in its encoding, and at the first error that cannot be repaired', () => {
    const cyrillic = new TableIntake('a.csv', 'csv', { keys: { encoding: 'utf-8' } })
    cyrillic.push(Uint8Array.from([0x61, 0x0a, 0xe9, 0x0a]))
    expect(cyrillic.refused).toBe(true)
    cyrillic.push(bytes('1\n'))
    expect(cyrillic.end().errors).toMatchObject([{ code: 'data-shape', key: 'data-encoding', values: { line: 2 } }])
    const cut = new TableIntake('a.csv', 'csv')
    cut.push(bytes('é\né').subarray(0, 4))
    expect(cut.end().errors).toMatchObject([{ key: 'data-cut' }])
    // A table that is refused, and then ends within a character, keeps its first error.
    const within = new TableIntake('a.csv', 'csv', { keys: { encoding: 'utf-8' } })
    within.push(bytes(`${','.repeat(1_100_000)}\n`))
    within.push(bytes('é').subarray(0, 1))
    expect(within.end().errors).toMatchObject([{ key: 'data-columns-over' }])
    const stray = new TableIntake('a.csv', 'csv')
    stray.push(bytes('a,b\n1,2\n3,"4"5\n6,7\n'))
    expect(stray.end().errors).toMatchObject([{ key: 'data-quotes', values: { line: 3 } }])
  })
})

describe('gathered numbers', () => {
  it('keep their order, whatever their number', () => {
    for (const count of [0, 1, 1_024, 1_025, 5_000, 400_000]) {
      const gatherer = new Gatherer(numbers)
      for (let i = 0; i < count; i++) gatherer.push(i)
      let next = 0
      for (const value of gatherer) if (value !== next++) throw new Error(`${value} at ${next - 1}`)
      expect(next).toBe(count)
      const all = gatherer.take()
      expect([all.length, all.at(0), all.at(-1)]).toEqual(count === 0 ? [0, undefined, undefined] : [count, 0, count - 1])
    }
  })
})
