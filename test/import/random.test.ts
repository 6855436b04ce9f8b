import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { onnxFiles } from '../../engine/export/onnx'
import { numpyFiles } from '../../engine/export/python'
import { importModel } from '../../engine/import'
import { registry } from '../../nodes'
import { modelOf } from '../documents'
import { fixtures } from '../document/fixtures'
import { runOnnx } from '../export/onnx-runtime'
import { kerasModel, onnxModel, outputs, torchModel, type OnnxKind, type Source } from './sources'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const COUNT = 40
const keras = readdirSync(join(fixtures, 'keras')).filter((name) => name.endsWith('.keras'))
const kinds: readonly OnnxKind[] = ['LSTM', 'GRU', 'GRU after', 'RNN']
const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0)

function source(n: number): Source {
  const random = stream(SEED, `import/${n}`)
  if (n % 3 === 0) return torchModel(random)
  if (n % 3 === 1) return onnxModel(kinds[random.integer(4)]!, random, [1 + random.integer(4), 1 + random.integer(5), 6])
  return kerasModel(new Uint8Array(readFileSync(join(fixtures, 'keras', keras[random.integer(keras.length)]!))), random)
}

const RUN = `
import importlib.util, json, sys
from pathlib import Path
import numpy as np
found = []
for n in range(${COUNT}):
    path = Path(sys.argv[1]) / f"{n}.py"
    spec = importlib.util.spec_from_file_location(f"n{n}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found.append(module.Network()(np.array(json.loads(path.with_suffix(".json").read_text())))["y"].tolist())
print(json.dumps(found))
`

it(`${COUNT} random models of PyTorch, ONNX and Keras, imported and exported again, give what their equations give (SEED=${SEED})`, ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-import-'))
  const wanted: number[][][] = []
  const far = (found: readonly number[], n: number): number =>
    Math.max(...wanted[n]!.flat().map((y, i) => Math.abs(y - found[i]!) / Math.max(1, Math.abs(y)))) + Math.abs(found.length - wanted[n]!.flat().length)
  for (let n = 0; n < COUNT; n++) {
    const { bytes, x, y } = source(n)
    wanted.push(y)
    const imported = importModel(bytes, registry, { name: 'imported', nonlinearity: 'tanh' })
    expect(far(outputs(imported, x).flat(), n), `model ${n}`).toBeLessThan(1e-9)
    const model = modelOf(imported.document)
    const given = { shape: [x.length, 1, x[0]!.length], data: x.flat() }
    expect(far(runOnnx(onnxFiles(model)[0]!.content as Uint8Array, { x: given })['y']!.data, n), `model ${n} as ONNX`).toBeLessThan(1e-6)
    for (const { suffix, content } of numpyFiles(model)) writeFileSync(join(folder, `${n}${suffix}`), content)
    writeFileSync(join(folder, `${n}.json`), JSON.stringify(x))
  }
  if (python === undefined) return skip('python3-numpy is not here: exports to NumPy are not run')
  const { stdout, stderr, status } = spawnSync(python, ['-c', RUN, folder], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const found = JSON.parse(stdout) as number[][][]
  found.forEach((rows, n) => expect(far(rows.flat(), n), `model ${n} in NumPy`).toBeLessThan(1e-9))
  rmSync(folder, { recursive: true, force: true })
})
