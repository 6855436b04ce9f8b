import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { SAFETENSORS } from '../../engine/export/project/safetensors-python'
import { safetensors } from '../../engine/export/safetensors'
import { importModel, ImportError, readSafetensors, withWeights } from '../../engine/import'
import { fullParameters } from '../../engine/export/weights'
import { registry } from '../../nodes'
import { compiled, elman, modelOf } from '../documents'
import { onnxModel, outputs } from './sources'

const SEED = Number(process.env.SEED ?? 20_261)
const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import torch']).status === 0)
const options = { name: 'imported', nonlinearity: 'tanh' } as const

const distance = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number =>
  Math.max(...a.flatMap((row, t) => row.map((value, i) => Math.abs(value - b[t]![i]!))))

const MAKE = `
import json, sys, warnings
from pathlib import Path
import numpy as np
import torch
from torch import nn
warnings.filterwarnings("ignore")
${SAFETENSORS.join('\n')}
folder, seed = Path(sys.argv[1]), int(sys.argv[2])
torch.manual_seed(seed)
class Net(nn.Module):
    def __init__(self, kind, inputs, size, layers, both, bias, head):
        super().__init__()
        self.body = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[kind](inputs, size, layers, bidirectional=both, bias=bias)
        self.fc = nn.Linear(size * (2 if both else 1), head) if head else None
    def forward(self, x):
        y = self.body(x)[0]
        return self.fc(y) if self.fc is not None else y
for n in range(12):
    kind = ("lstm", "gru", "rnn")[n % 3]
    net = Net(kind, 1 + n % 4, 2 + n % 3, 1 + n % 2, n % 4 > 1, n != 5, (n % 4 != 3) * (1 + n % 2)).double()
    x = torch.randn(6, 1, 1 + n % 4).double()
    save(folder / f"{n}.safetensors", net.state_dict())
    try:
        torch.onnx.export(net, x, str(folder / f"{n}.onnx"), dynamic_axes=None, opset_version=14)
    except Exception as error:
        print("no onnx:", repr(error)[:200])
    (folder / f"{n}.json").write_text(json.dumps({"x": x[:, 0].tolist(), "y": net(x)[:, 0].tolist()}))
`

describe('a model of another program', () => {
  it.skipIf(python === undefined)(
    `from PyTorch, as a state_dict and as ONNX, gives the same outputs when drawn (SEED=${SEED})`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'unfold-import-'))
      const { stdout, stderr, status } = spawnSync(python!, ['-c', MAKE, folder, String(SEED)], { encoding: 'utf8' })
      expect(status, stderr).toBe(0)
      for (let n = 0; n < 12; n++) {
        const { x, y } = JSON.parse(readFileSync(join(folder, `${n}.json`), 'utf8')) as { x: number[][]; y: number[][] }
        for (const kind of stdout.includes('no onnx') ? ['safetensors'] : ['safetensors', 'onnx']) {
          const imported = importModel(readFileSync(join(folder, `${n}.${kind}`)), registry, options)
          expect(imported.parity.distance, `${n}.${kind}`).toBeLessThan(1e-12)
          expect(distance(outputs(imported, x), y), `${n}.${kind}`).toBeLessThan(1e-12)
        }
      }
      rmSync(folder, { recursive: true, force: true })
    },
    120_000,
  )

  it(`from ONNX, with peepholes and both kinds of reset, equals what ONNX defines (SEED=${SEED})`, () => {
    for (const kind of ['LSTM', 'GRU', 'GRU after', 'RNN'] as const) {
      const { bytes, x, y } = onnxModel(kind, stream(SEED, kind))
      const imported = importModel(bytes, registry, options)
      expect(imported.parity.distance).toBeLessThan(1e-12)
      expect(distance(outputs(imported, x), y), kind).toBeLessThan(1e-12)
    }
  })

  it('is refused with a message if Unfold has no node for it', () => {
    const tensor = (name: string, ...shape: number[]) => ({ name, shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)) })
    const said = (...list: ReturnType<typeof tensor>[]): string => {
      try {
        importModel(safetensors(list, {}), registry, options)
      } catch (error) {
        if (error instanceof ImportError) return error.message
        throw error
      }
      return ''
    }
    expect(said(tensor('conv.weight', 2, 3, 3))).toContain('conv.weight')
    expect(said(tensor('a.weight_ih_l0', 8, 3), tensor('a.weight_hh_l0', 8, 2), tensor('a.weight_hr_l0', 1, 2))).toContain('proj_size')
    expect(said(tensor('a.weight_ih_l0', 8, 3))).toContain('weight_hh_l0')
    expect(said(tensor('a.weight', 2, 3), tensor('b.weight', 4, 5))).toContain('In no order')
    expect(said()).toContain('no layer')
  })
})

describe('weights of a PyTorch project', () => {
  it('are read into the document, by its names or as attributes of a module', () => {
    const model = modelOf(elman())
    const arrays = (naming: (name: string) => string) =>
      fullParameters(model).map(({ declaration: { name, shape }, values }, i) => ({ name: naming(name), shape, data: values.map((v) => v + i + 1) }))
    for (const naming of [(name: string) => name, (name: string) => `module.${name.replace('.', '_')}`]) {
      const { tensors } = readSafetensors(safetensors(arrays(naming), {}))
      const { document, kept } = withWeights(model.network, tensors, undefined, 7)
      expect(kept).toEqual([])
      const back = modelOf(document)
      for (const { declaration, values } of fullParameters(back))
        expect([...values]).toEqual([...arrays((n) => n).find(({ name }) => name === declaration.name)!.data])
      expect(document.extensions?.learned).toEqual({ epoch: 7 })
    }
    const { tensors } = readSafetensors(safetensors([{ name: 'W_xh', shape: [1, 1], data: [1] }], {}))
    expect(() => withWeights(model.network, tensors, undefined, 0)).toThrow('Expected W_xh to have the shape')
    expect(compiled(elman()).network).toBeDefined()
  })
})

describe('a broken file', () => {
  it(`is refused with a problem, whatever was changed in it (SEED=${SEED})`, () => {
    const random = stream(SEED, 'import/fuzz')
    const model = modelOf(elman())
    const torch = safetensors(
      fullParameters(model).map(({ declaration: { name, shape }, values }) => ({ name, shape, data: values })),
      { format: 'pt' },
    )
    const sources = [torch, onnxModel('LSTM', stream(SEED, 'LSTM')).bytes, onnxModel('GRU', stream(SEED, 'GRU')).bytes]
    let refused = 0
    for (let n = 0; n < 600; n++) {
      const bytes = Uint8Array.from(sources[n % sources.length]!)
      for (let k = 1 + random.integer(4); k > 0; k--) {
        const at = random.uniform() < 0.7 ? random.integer(Math.min(200, bytes.length)) : random.integer(bytes.length)
        bytes[at] = random.uniform() < 0.3 ? 255 : random.integer(256)
      }
      const cut = random.uniform() < 0.2 ? bytes.subarray(0, random.integer(bytes.length)) : bytes
      try {
        if (n % sources.length === 0) withWeights(model.network, readSafetensors(cut).tensors, undefined, 0)
        else importModel(cut, registry, options)
      } catch (error) {
        if (!(error instanceof ImportError)) throw error
        refused++
      }
    }
    expect(refused).toBeGreaterThan(100)
  })
})
