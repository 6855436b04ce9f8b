import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { placeOfTest } from './terminal'

const here = placeOfTest()

/** In order of their code points, as the plain ids are. */
const OTHERS: Readonly<Record<string, string>> = {
  a: 'hasOwnProperty',
  b: 'isPrototypeOf',
  c: 'propertyIsEnumerable',
  d: 'toLocaleString',
  e: 'toString',
  f: 'valueOf',
}

const table = `n,k\n${Array.from({ length: 40 }, (_, i) => `${(i * i) % 7},${['toString', 'é', 'z'][i % 3]}`).join('\n')}\n`

const plain = {
  format: 'unfold-graph',
  version: 1,
  nodes: {
    a: { type: 'context' },
    b: { type: 'input', columns: ['k'], encoding: 'one-hot' },
    c: { type: 'layer', size: 2 },
    d: { type: 'input', columns: ['n'], window: { past: 1, future: 0 } },
    e: { type: 'output', columns: ['k'], encoding: 'one-hot', activation: 'softmax', loss: 'cross-entropy', ahead: 1 },
    f: { type: 'output', columns: ['n'], ahead: 1 },
  },
  edges: {
    back: { from: 'c', to: 'a' },
    W_ac: { from: 'a', to: 'c' },
    W_bc: { from: 'b', to: 'c' },
    W_dc: { from: 'd', to: 'c' },
    W_ce: { from: 'c', to: 'e' },
    W_cf: { from: 'c', to: 'f' },
  },
  data: { kind: 'file', path: 'table.csv', closedLoop: { b: 'e' } },
  training: { epochs: 2 },
}

/** The text with `"a"`, `"a.` and so on renamed; columns and edges have longer names. */
const renamed = (text: string): string => text.replaceAll(/"([a-f])(["._])/g, (_, id: string, end: string) => `"${OTHERS[id]!}${end}`)

it('a node may be called like a key that every object has', async () => {
  here.put('table.csv', table)
  here.put('plain.unfold', plain)
  expect((await here.unfold('train', 'plain.unfold', '--out', 'one.unfold')).status).toBe(0)
  here.put('two.unfold', renamed(readFileSync(join(here.folder, 'one.unfold'), 'utf8')))
  for (const command of [
    ['check'],
    ['run', '--all'],
    ['gradient'],
    ['train', '--epochs', '4'],
    ['forecast', '--steps', '5', '--data', 'table.csv'],
    ['analyze', '--flow'],
  ]) {
    const [one, two] = [
      await here.unfold(command[0]!, 'one.unfold', ...command.slice(1), '--json'),
      await here.unfold(command[0]!, 'two.unfold', ...command.slice(1), '--json'),
    ]
    expect(two.status, two.out).toBe(one.status)
    expect(two.out, command[0]).toBe(renamed(one.out).replaceAll('one.unfold', 'two.unfold'))
  }
  for (const format of ['numpy', 'pytorch', 'pytorch-project', 'onnx', 'svg', 'latex', 'signals-csv']) {
    const { status, out } = await here.unfold('export', 'two.unfold', '--to', format, '--out', `${format}.x`, '--json')
    expect(status, out).toBe(0)
  }
})
