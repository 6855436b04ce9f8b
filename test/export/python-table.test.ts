import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { dataSizes, prepareData, readData } from '../../engine/data'
import type { DataSpec, GraphDocument, NodeSpec } from '../../engine/document/types'
import { numpyFiles, pytorchFiles } from '../../engine/export/python'
import { Collector } from '../../engine/learn/model/collect'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { draw } from '../documents'

const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0)

const CSV = `when,temperature,sky,load
1,10.5,"clear, ständig",100
2,12.25,rain,300
3,-3,"clear, ständig",250
4,0.5,fog,120
5,7,rain,310
`

function trainedOn(x: NodeSpec, y: NodeSpec, data: Partial<DataSpec> & object) {
  const document = draw({ x, y }, { W: 'x → y' }, { data: { kind: 'file', path: 'a.csv', ...data } as DataSpec }) satisfies GraphDocument
  const read = readData(document, { text: () => CSV, sha256: () => '' })
  const compiled = compile(document, registry, dataSizes(document, registry, read))
  const { dataset, errors } = prepareData(document, registry, compiled, read)
  if (!compiled.network || !dataset) throw new Error(errors.map((e) => e.message).join('\n'))
  const { network } = compiled
  const model = new Model({ ...network, document: { ...network.document, ...(dataset.fitted ? { fitted: dataset.fitted } : {}) } })
  return { model, dataset }
}

/** Runs Python lines beside the written network; parses the JSON that they print. */
function ask(model: Model, lines: readonly string[]): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-table-'))
  for (const { suffix, content } of numpyFiles(model)) writeFileSync(join(folder, `net${suffix}`), content)
  writeFileSync(join(folder, 'a.csv'), CSV)
  writeFileSync(
    join(folder, 'ask.py'),
    [
      'import csv, json, net',
      'rows = list(csv.DictReader(open("a.csv", newline="")))',
      'table = {name: [row[name] for row in rows] for name in rows[0]}',
      'network = net.Network()',
      ...lines,
    ].join('\n'),
  )
  const { status, stdout, stderr } = spawnSync(python!, ['ask.py'], { cwd: folder, encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout)
}

const cases: readonly (readonly [string, NodeSpec, NodeSpec, Partial<DataSpec> & object])[] = [
  [
    'numbers, scaled',
    { type: 'input', columns: ['temperature', 'load'] },
    { type: 'output', columns: ['load'], ahead: 1 },
    { normalize: 'standard', split: [0.8, 0, 0.2] },
  ],
  [
    'numbers with a window, by their range',
    { type: 'input', columns: ['temperature'], window: { past: 2, future: 1 } },
    { type: 'output', columns: ['temperature', 'load'] },
    { normalize: 'range' },
  ],
  [
    'categories with a window',
    { type: 'input', columns: ['sky'], encoding: 'one-hot', window: { past: 1, future: 2 } },
    { type: 'output', columns: ['sky'], encoding: 'one-hot' },
    {},
  ],
]

describe('a table in Python', () => {
  it.skipIf(python === undefined).each(cases)('becomes the network’s inputs, and values become columns again: %s', (_name, x, y, data) => {
    const { model, dataset } = trainedOn(x, y, data)
    const sequence = dataset.series ?? dataset.train[0]!
    const { out, decoded } = ask(model, [
      '# Accents may be composed or apart.',
      'from unicodedata import normalize',
      'taken = net.encode({name: [normalize("NFD", cell) if isinstance(cell, str) else cell for cell in cells] for name, cells in table.items()})',
      'found = network(*taken.values())',
      'decoded = net.decode(found)["y"]',
      'print(json.dumps({"out": taken["x"].ravel().tolist(), "decoded": {name: [v if isinstance(v, str) else float(v) for v in values] for name, values in decoded.items()}}))',
    ]) as { out: number[]; decoded: Record<string, (string | number)[]> }
    const given = [...sequence.inputs.x!]
    expect(out).toHaveLength(given.length)
    out.forEach((value, i) => expect(value).toBeCloseTo(given[i]!, 12))
    const values = new Collector(model, sequence.length, { forcing: false }).run(sequence, { 'y.out': model.network.outputs[0]!.out })['y.out']
    const width = model.network.outputs[0]!.size
    const categories = dataset.categories.y
    if (categories) {
      const likeliest = Array.from({ length: sequence.length }, (_, t) => [...values.subarray(t * width, (t + 1) * width)]).map(
        (row) => categories[row.indexOf(Math.max(...row))],
      )
      expect(decoded.sky).toEqual(likeliest)
    } else
      dataset.units.y!.forEach(({ column, mean, deviation }, i) =>
        decoded[column]!.forEach((value, t) => expect(value).toBeCloseTo(values[t * width + i]! * deviation + mean, 9)),
      )
  })

  it('is reported in PyTorch too', () => {
    const { model } = trainedOn(...(cases[2]!.slice(1) as [NodeSpec, NodeSpec, object]))
    const code = pytorchFiles(model).find(({ suffix }) => suffix === '.py')!.content as string
    for (const line of [
      '"sky": {"categories": ["clear, ständig", "fog", "rain"]},',
      '"x": {"columns": ["sky"], "one_hot": True, "past": 1, "future": 2},',
      'def encode(table):',
      'taken[name] = torch.from_numpy(',
      'found[name].detach().numpy()',
    ])
      expect(code).toContain(line)
  })

  it.skipIf(python === undefined)('of whole numbers is computed as floating-point numbers', () => {
    const document = draw(
      { x: { type: 'input', size: 1 }, c: { type: 'context', size: 1, initial: 0.4 }, y: { type: 'output', size: 1, bias: false } },
      { in: { from: 'x', to: 'c', kind: 'identity' }, out: { from: 'c', to: 'y', kind: 'identity' } },
    )
    const { network } = compile(document, registry)
    const found = ask(new Model(network!), [
      'import numpy as np',
      'print(json.dumps([network(x)["y"].ravel().tolist() for x in (np.array([[1], [2], [3]]), [[1], [2], [3]], np.array([[1], [2], [3]], dtype=np.float32))]))',
    ]) as number[][]
    expect(found.slice(0, 2)).toEqual([
      [0.4, 1, 2],
      [0.4, 1, 2],
    ])
    expect(found[2]![0]).toBeCloseTo(0.4, 6)
  })
})
