import { describe, expect, it } from 'vitest'
import { columnOf } from '../../engine/data/table'
import { account, read, warned } from './tables'

const refused = (text: string, path?: string): unknown => {
  const [error] = read(text, {}, path).errors
  return error && [error.key, error.values.expected, error.values.line, error.values.got]
}

describe('rows of different lengths', () => {
  it.each([
    ['of two, three and one cell', 'a,b\n1,2,3\n4\n5,6\n', 2, 2, 3],
    ['too long, then too short', 'a,b\n1,2,3\n4\n', 2, 2, 3],
    ['mostly short', 'a,b\n1,2,3\n4\n5\n', 2, 2, 3],
    ['all short', 'a,b,c\n1,2\n3\n', 3, 2, 2],
    ['with semicolons', 'a;b\n1;2;3\n4\n5;6\n', 2, 2, 3],
    ['with tabs', 'a\tb\n1\t2\t3\n4\n5\t6\n', 2, 2, 3],
    ['of words', 'name,city\nA,B,C\nD\nE,F\n', 2, 2, 3],
  ])('%s are refused with the line, not read as one column', (_, text, expected, line, got) => {
    expect(refused(text)).toEqual(['data-row-length', expected, line, got])
  })

  it('in a .txt of numbers are refused too, not read letter by letter', () => {
    expect(refused('a,b\n1,2,3\n4\n5,6\n', 'a.txt')).toEqual(['data-row-length', 2, 2, 3])
    expect(refused('1 2 3\n4 5\n6\n7 8 9\n', 'a.txt')).toEqual(['data-row-length', 3, 2, 2])
    expect(account('Roses are red,\nviolets, blue,\nsugar, is sweet, and\nso are you\n', {}, 'a.txt').columns[0]!.name).toBe('char')
  })

  it('are a column of decimal commas below a phrase', () => {
    const found = read('Temp, °C\n5,1\n6\n7\n8,2\n')
    expect([...columnOf(found.table!, 'Temp, °C')!.numbers]).toEqual([5.1, 6, 7, 8.2])
    expect(found.warnings.map(({ key }) => key)).toEqual(['table-separator'])
  })
})

describe('comments in any place', () => {
  const skipped = (text: string): unknown => {
    const found = account(text)
    return [found.header, found.columns.map(({ name, kind, min, max }) => [name, kind, min, max].join(' ')), warned(found)]
  }
  const both = (header: number, line: number): unknown => [header, ['a number 1 5', 'b number 2 7'], [`table-comments ${line}`]]

  it.each([
    ['with as many cells as the table', 'a,b\n1,2\n# moved at 10:00, north\n3,4\n5,7\n', 1, 3],
    ['a row taken out', 'a,b\n1,2\n#3,4\n3,4\n5,7\n', 1, 3],
    ['below the names', 'a,b\n# s, m\n1,2\n3,4\n5,7\n', 1, 2],
    ['with a quoted word', 'a,b\n1,2\n# moved, "north" side\n3,4\n5,7\n', 1, 3],
    ['with a quote', 'a,b\n1,2\n# moved, "north\n3,4\n5,7\n', 1, 3],
    ['of two strokes', 'a,b\n1,2\n// moved\n3,4\n5,7\n', 1, 3],
  ])('%s', (_, text, header, line) => {
    expect(skipped(text)).toEqual(both(header, line))
  })

  it('change no line of an error', () => {
    expect(refused('a,b\n1,2\n# x, y\n3,4,5\n')).toEqual(['data-row-length', 2, 4, 3])
    expect(warned(account('a,b\n1,2\n# x, "y\n3,oops\n4,5\n5,8\n6,7\n'))).toEqual(['table-comments 3', 'table-strays b 4'])
  })

  it('in a column by itself', () => {
    expect(skipped('a\n1\n# moved\n5\n')).toEqual([1, ['a number 1 5'], ['table-comments 3']])
  })

  it('are not colours, ids or words for missing', () => {
    expect(account('c,v\n#ff0000,1\n#00ff00,2\n#0000ff,5\n').rows).toBe(3)
    expect(account('a,v\n1,1\n#NV,2\n3,5\n').columns[0]).toMatchObject({ missing: 1, max: 3 })
  })

  it('that have the only names are reported as such', () => {
    expect(warned(account('# made by X, 2024\n1,2\n3,4\n5,7\n'))).toEqual(['table-header-comment 1'])
  })
})
