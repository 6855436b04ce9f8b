import { afterAll, expect, it } from 'vitest'
import { stream as randomStream } from '../../engine/base/random'
import { limits } from '../../engine/document/limits'
import { LineCutter } from '../../engine/stream/lines'
import { Stream, type RowOutput } from '../../engine/stream/stream'
import { registry } from '../../nodes'
import { draw, modelOf } from '../documents'

const COUNT = Number(process.env.COUNT ?? 300)
const seed = Number(process.env.SEED ?? 20_261_130)
const random = randomStream(seed, 'stream')
const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!
const junk = [
  '"',
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '{',
  '}',
  '\u0000',
  '\uFEFF',
  '1e999',
  '-1e308',
  'NaN',
  'NA',
  '',
  'é',
  '\uD800',
  '__proto__',
  '0x1',
  '1,5',
  'x'.repeat(300),
  '2026-13-45',
  '[[[[',
]
let passed = 0

const document = draw(
  {
    x: { type: 'input', size: 3, columns: ['a'], window: { past: 1, future: 1 } },
    k: { type: 'input', size: 2, columns: ['k'], encoding: 'one-hot' },
    h: { type: 'layer', size: 3 },
    c: { type: 'context' },
    y: { type: 'output', size: 1, columns: ['b'], ahead: 1 },
  },
  { W_xh: 'x → h', W_kh: 'k → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
  { data: { kind: 'file', path: 'a.csv', normalize: 'standard', sequenceColumn: 's' }, training: { algorithm: { kind: 'rtrl' } } },
)
const fitted = { columns: { a: { mean: 1, deviation: 2 }, b: { mean: 0, deviation: 1 }, k: { categories: ['p', 'q'] } } }

function rowsWithJunk(): string {
  const json = random.uniform() < 0.3
  const rows = Array.from({ length: 12 }, () => {
    const cells = [String(random.normal()), pick(['p', 'q']), String(random.normal()), pick(['1', '2'])]
    if (random.uniform() < 0.3) cells[random.integer(4)] = pick(junk)
    return json ? JSON.stringify(Object.fromEntries(['a', 'k', 'b', 's'].map((name, i) => [name, cells[i]]))) : cells.join(',')
  })
  let text = [...(json ? [] : ['a,k,b,s']), ...rows].join('\n')
  for (let n = random.integer(4); n > 0; n--) {
    const at = random.integer(text.length)
    text = text.slice(0, at) + pick(junk) + text.slice(at + random.integer(3))
  }
  return text
}

it('broken rows never end a stream: each line is used, reported or empty, and weights stay finite', () => {
  for (let n = 0; n < COUNT; n++) {
    const made = Stream.make(modelOf({ ...document, fitted }), registry, { learn: true, epoch: 0 })
    if (!(made instanceof Stream)) throw new Error(made.map(({ message }) => message).join())
    const text = rowsWithJunk()
    const cutter = new LineCutter(limits.streamLine)
    const said: RowOutput[] = []
    let reported = 0
    const take = (line: ReturnType<LineCutter['end']>): boolean => {
      if (!line) return true
      const { row, notice, refused } = made.reader.read(line)
      if (refused) return false
      if (notice?.kind === 'broken') reported++
      if (row) said.push(...made.take(row))
      return made.failed === undefined
    }
    let fine = true
    for (const line of cutter.push(text)) if (fine) fine = take(line)
    if (fine) fine = take(cutter.end())
    if (!fine) continue
    said.push(...made.end())
    passed++
    expect(said.length, `SEED=${seed}: ${JSON.stringify(text)}`).toBe(made.rows)
    expect(made.rows + reported).toBeLessThanOrEqual(text.split('\n').length)
    expect(said.every(({ values }) => values.y!.every(Number.isFinite))).toBe(true)
    expect(made.learner!.finite).toBe(true)
  }
}, 300_000)

it('a line beyond the length limit is reported and not kept in memory', () => {
  const cutter = new LineCutter(10)
  const found = [...cutter.push('12345'), ...cutter.push('67890'), ...cutter.push('1\n23\n'), ...cutter.push('4')]
  expect(found).toEqual([
    { number: 1, text: undefined },
    { number: 2, text: '23' },
  ])
  expect(cutter.end()).toEqual({ number: 3, text: '4' })
})

afterAll(() => console.info(`streams: ${passed} of ${COUNT} read to the end, SEED=${seed}`))
