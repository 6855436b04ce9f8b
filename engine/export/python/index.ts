import type { Model } from '../../learn/model/model'
import type { ExportFile } from '../file'
import { npz } from '../npz'
import { parityOf, type Parity } from '../parity'
import { weightArrays } from '../weights'
import { numpy, torch, type Library } from './library'
import { pythonOf } from './network'
import { literal } from './names'

/** Largest difference from the engine's value, relative to the larger of that value and 1. */
const tolerances = { float64: 1e-9, float32: 1e-4 } as const

function test(model: Model, { inputs, outputs, steps, sequences }: Parity, library: Library): string {
  const type = model.network.training.precision
  const given = (name: string): string => `given[${literal(`inputs/${name}`)}]`
  const argument = (name: string): string => (library.name === 'torch' ? `torch.from_numpy(${given(name)})` : given(name))
  const goesOn = !model.network.backwardInTime
  const half = Math.floor(steps / 2)
  const numbers = (value: string): string => (library.name === 'torch' ? `{name: value.detach().numpy() for name, value in ${value}.items()}` : value)
  const part = (from: number, to: number): string =>
    inputs.length > 0 ? inputs.map(({ name }) => `${argument(name)}[${from}:${to}]`).join(', ') : `${to - from}, (${sequences},)`
  const call = inputs.length > 0 ? inputs.map(({ name }) => argument(name)).join(', ') : `${steps}, (${sequences},)`
  return [
    '# What the network gives for inputs that were drawn at random, beside what Unfold gives for them.',
    'import importlib.util',
    'from pathlib import Path',
    '',
    'import numpy as np',
    ...(library.name === 'torch' ? ['import torch'] : []),
    '',
    'here = Path(__file__)',
    'stem = here.stem.removesuffix("_test")',
    'spec = importlib.util.spec_from_file_location("drawn_network", here.with_name(stem + ".py"))',
    'drawn_network = importlib.util.module_from_spec(spec)',
    'spec.loader.exec_module(drawn_network)',
    '',
    '',
    'def test_gives_what_unfold_gives():',
    '    network = drawn_network.Network()',
    '    with np.load(here.with_name(stem + "_expected.npz")) as given:',
    `        found = ${numbers(`network(${call})`)}`,
    ...(goesOn
      ? [
          `        before, _, state = network.run(${part(0, half)})`,
          `        after, _, _ = network.run(${part(half, steps)}, state)`,
          `        before, after = ${numbers('before')}, ${numbers('after')}`,
        ]
      : []),
    `        for name in [${outputs.map(({ name }) => literal(name)).join(', ')}]:`,
    '            wanted = given["outputs/" + name]',
    '            assert found[name].shape == wanted.shape, (name, found[name].shape, wanted.shape)',
    '            distance = np.max(np.abs(found[name] - wanted) / np.maximum(1, np.abs(wanted)))',
    '            print(f"{name}: largest distance {distance:.1e}")',
    `            assert distance < ${tolerances[type]}, (name, distance)`,
    ...(goesOn ? ['            assert np.array_equal(found[name], np.concatenate([before[name], after[name]])), name'] : []),
    '',
    '',
    'if __name__ == "__main__":',
    '    test_gives_what_unfold_gives()',
    '',
  ].join('\n')
}

/** Returns the network as Python code with its weights, and a test that compares it with the engine. */
function pythonFiles(model: Model, library: Library): ExportFile[] {
  const parity = parityOf(model)
  const type = model.network.training.precision
  const arrays = [
    ...parity.inputs.map((array) => ({ ...array, name: `inputs/${array.name}`, type })),
    ...parity.outputs.map((array) => ({ ...array, name: `outputs/${array.name}`, type })),
  ]
  return [
    { suffix: '.py', content: pythonOf(model.network, library) },
    { suffix: '.npz', content: npz(weightArrays(model)) },
    { suffix: '_test.py', content: test(model, parity, library) },
    { suffix: '_expected.npz', content: npz(arrays) },
  ]
}

/** Returns the network as a PyTorch module that can be trained further. */
export const pytorchFiles = (model: Model): ExportFile[] => pythonFiles(model, torch)

/** Returns the network as Python code that needs only NumPy. */
export const numpyFiles = (model: Model): ExportFile[] => pythonFiles(model, numpy)
