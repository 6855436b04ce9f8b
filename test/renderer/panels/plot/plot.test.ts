import { describe, expect, it } from 'vitest'
import { csvOf, statisticsOf, type Contents } from '../../../../renderer/panels/plot/contents'
import { panned, zoomed } from '../../../../renderer/panels/plot/range'
import { wholeTicks } from '../../../../renderer/panels/plot/ticks'
import { svgOfPlot } from '../../../../renderer/panels/plot/svg'

describe('the range of a plot', () => {
  it('is zoomed around a fixed place, and never leaves the data', () => {
    expect(zoomed([0, 100], [0, 100], 25, 0.5)).toEqual([12.5, 62.5])
    expect(zoomed([12.5, 62.5], [0, 100], 12.5, 0.5)).toEqual([12.5, 37.5])
    expect(zoomed([80, 100], [0, 100], 100, 2)).toEqual([60, 100])
  })

  it('is reset when all data are visible, so that the plot follows new data', () => {
    expect(zoomed([10, 60], [0, 100], 30, 2)).toBeUndefined()
    expect(panned([0, 100], [0, 100], 0.5)).toBeUndefined()
  })

  it('moves to the ends and no further, and never becomes empty', () => {
    expect(panned([10, 20], [0, 100], 0.5)).toEqual([15, 25])
    expect(panned([10, 20], [0, 100], -5)).toEqual([0, 10])
    expect(panned([10, 20], [0, 100], 50)).toEqual([90, 100])
    let range = zoomed([0, 1], [0, 1], 0.5, 0.5)!
    for (let i = 0; i < 100; i++) range = zoomed(range, [0, 1], 0.5, 0.5)!
    expect(range[1] - range[0]).toBeGreaterThan(1e-5)
  })
})

it('an axis of steps has whole numbers at equal distances', () => {
  expect(wholeTicks(0, 10, 5)).toEqual([0, 5, 10])
  expect(wholeTicks(0, 7, 5)).toEqual([0, 2, 4, 6])
  expect(wholeTicks(0, 2, 5)).toEqual([0, 1, 2])
  expect(wholeTicks(1700, 2008, 5)).toEqual([1700, 1800, 1900, 2000])
  expect(wholeTicks(1, 78, 2)).toEqual([1, 78])
  expect(wholeTicks(3.2, 3.9, 5)).toEqual([])
  expect(wholeTicks(4, 4, 5)).toEqual([4])
})

const contents: Contents = {
  across: 'epoch',
  at: [1, 2, 3, 4],
  lines: [
    { name: 'Training', colour: '#123456', dash: [], width: 1.5, values: [8, 4, null, 2] },
    { name: '=cmd, "quoted"', colour: '#654321', dash: [5, 4], width: 1, values: [0.1, 0.2, 0.30000000000000004, 0.4] },
  ],
  x: [1, 4],
  areas: [],
  y: [0, 8],
  log: false,
}

describe('statistics of a line', () => {
  it('cover the existing values', () => {
    expect(statisticsOf([8, 4, null, 2])).toEqual({ count: 3, minimum: 2, maximum: 8, mean: 14 / 3, deviation: Math.sqrt(56 / 9), last: 2 })
    expect(statisticsOf([null, null])).toBeUndefined()
  })

  it('hold for values far from 0', () => {
    expect(statisticsOf([1e9, 1e9 + 1, 1e9 + 2])!.deviation).toBeCloseTo(Math.sqrt(2 / 3), 12)
  })
})

describe('files of a plot', () => {
  it('a table has all digits, empty cells for missing values, and no name that a spreadsheet would execute', () => {
    expect(csvOf(contents).split('\r\n')).toEqual(['epoch,Training,"\'=cmd, ""quoted"""', '1,8,0.1', '2,4,0.2', '3,,0.30000000000000004', '4,2,0.4', ''])
    expect(csvOf({ across: 'step', at: [7], lines: [{ name: '3', values: [1] }] }, 'Hidden'), 'units by their node').toBe('step,Hidden 3\r\n7,1\r\n')
  })

  const look = {
    title: 'a < b & "c"',
    width: 600,
    height: 300,
    surface: '#fff',
    text: '#000',
    quiet: '#888',
    grid: '#eee',
    across: { at: [1, 4], text: String },
    up: { at: [0, 8], text: String },
  }

  it('a picture draws each line at its place, interrupted at missing values, with names as text', () => {
    const svg = svgOfPlot(contents, look)
    expect(svg).toContain('<title>a &lt; b &amp; &quot;c&quot;</title>')
    expect(svg).toContain('=cmd, &quot;quoted&quot;')
    const paths = [...svg.matchAll(/<path d="([^"]*)"/g)].map(([, d]) => d!)
    // From the left edge at the height of 8, the top; after the gap a new beginning at the right edge.
    expect(paths[0]).toBe('M62 48L233.33 152M576 204')
    expect(paths[1]!.match(/M/g)).toHaveLength(1)
  })

  it('puts every line into the legend, within the picture, however many there are', () => {
    const names = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? `Forget gate ${i}` : `忘却ゲート ${i}`))
    const lines = names.map((name) => ({ ...contents.lines[0]!, name }))
    const svg = svgOfPlot({ ...contents, lines }, look)
    const keys = [...svg.matchAll(/<text x="([\d.]+)" y="(\d+)"[^>]*>([^<]*)</g)].filter(([, , , text]) => names.includes(text!))
    expect(keys.map(([, , , text]) => text)).toEqual(names)
    for (const [, x] of keys) expect(Number(x) + 6 * 12).toBeLessThan(look.width)
    const top = Number(/<clipPath id="plot"><rect x="62" y="(\d+)"/.exec(svg)![1])
    expect(Math.max(...keys.map(([, , y]) => Number(y)))).toBeLessThan(top)
    // The plot itself is as high as with one row.
    expect(svg).toContain(`height="${256 - 48}"/></clipPath>`)
  })

  it('fills the area between two lines where both exist, and draws no line without width', () => {
    const areas = [{ low: [0, 0, null, 0], high: [8, 4, 4, 8], fill: 'rgba(1, 2, 3, 0.5)' }]
    const svg = svgOfPlot({ ...contents, areas, lines: [{ ...contents.lines[0]!, name: 'edge', width: 0 }] }, look)
    expect(svg).toContain('<path d="M62 48L233.33 152L576 48L576 256L233.33 256L62 256Z" fill="rgba(1, 2, 3, 0.5)"/>')
    expect(svg).not.toContain('edge')
  })

  it('draws powers of ten at equal distances on a logarithmic axis, and only positive values', () => {
    const log = { ...contents, lines: [{ ...contents.lines[0]!, values: [1, 10, 0, 100] }], y: [1, 100] as const, log: true }
    const [d] = [...svgOfPlot(log, look).matchAll(/<path d="([^"]*)"/g)].map(([, path]) => path)
    expect(d).toBe('M62 256L233.33 152M576 48')
  })
})
