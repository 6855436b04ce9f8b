import { byId } from '../base/by-id'
import { compile } from '../compile'
import type { NodeRegistry } from '../contract/node-type'
import { stream } from '../base/random'
import { limits } from '../document/limits'
import type { GraphDocument } from '../document/types'
import { Collector } from '../learn/model/collect'
import { Model } from '../learn/model/model'
import { Drawing } from './drawn'
import { ImportError, over, unreadable } from './file'
import { kerasLayers } from './keras'
import { carefully, isKeras, readKeras } from './keras-file'
import { runLayers, type Layer } from './layers'
import { onnxLayers } from './onnx'
import { readOnnx } from './onnx-file'
import { isSafetensors, readSafetensors } from './safetensors'
import { torchLayers, type TorchOptions } from './torch'

export { ImportError } from './file'
export { readSafetensors } from './safetensors'
export { withWeights } from './weights'

/** A model of another program as a document, and the distance between its results and those of that program's definition. */
export interface Imported {
  readonly document: GraphDocument
  readonly layers: readonly { readonly kind: string; readonly name: string; readonly inputs: number; readonly size: number; readonly directions: number }[]
  readonly parity: { readonly sequences: number; readonly steps: number; readonly largest: number; readonly distance: number }
}

export interface ImportOptions extends TorchOptions {
  /** The name of the document. */
  readonly name: string
}

/**
 * Makes a document of primitive nodes from a model of another program, without positions: the caller lays it out.
 * @throws ImportError
 */
export function importModel(bytes: Uint8Array, registry: NodeRegistry, options: ImportOptions): Imported {
  if (bytes.length > limits.importBytes) over('import-bytes-over', { limit: limits.importBytes, got: bytes.length })
  // An ONNX model begins with the field of its version (0x08); a safetensors file with a length whose upper bytes are 0.
  const layers = isKeras(bytes)
    ? carefully(() => kerasLayers(readKeras(bytes)))
    : bytes[0] === 0x08 && bytes[7] !== 0
      ? onnxLayers(readOnnx(bytes))
      : isSafetensors(bytes)
        ? torchLayers(readSafetensors(bytes).tensors, options)
        : unreadable('import-kind', { name: options.name })
  return drawn(layers, registry, options.name)
}

function drawn(layers: readonly Layer[], registry: NodeRegistry, name: string): Imported {
  for (const { size, inputs, name: layer } of layers) {
    if (Math.max(size, inputs) > limits.size || Math.min(size, inputs) < 1)
      over('import-size-over', { name: layer, limit: limits.size, got: Math.max(size, inputs) })
  }
  for (const layer of layers) {
    const parts =
      layer.kind === 'dense' ? [layer.w, layer.b] : layer.directions.flatMap(({ wx, wh, b, bn, peepholes = [] }) => [...wx, ...wh, ...b, bn, ...peepholes])
    for (const values of parts) {
      const position = values?.findIndex((value) => !Number.isFinite(value)) ?? -1
      if (position >= 0) return unreadable('import-weights-finite', { name: layer.name, got: String(values![position]), position })
    }
  }
  const document = new Drawing(layers, name).document()
  const { network, errors } = compile(document, registry)
  if (!network) throw new ImportError(errors[0]!)
  const model = new Model(network, { precision: 'float64' })
  return {
    document,
    layers: layers.map((layer) => ({
      kind: layer.kind,
      name: layer.name,
      inputs: layer.inputs,
      size: layer.size,
      directions: layer.kind === 'dense' ? 1 : layer.directions.length,
    })),
    parity: compare(model, layers),
  }
}

const SEQUENCES = 2
const STEPS = 12

/** Runs the network, and the layers as their program defines them, on random inputs; returns the largest difference. */
function compare(model: Model, layers: readonly Layer[]): Imported['parity'] {
  const size = layers[0]!.inputs
  const random = stream(0, 'import/parity')
  const collector = new Collector(model, STEPS, { forcing: false })
  const slots = Object.fromEntries(model.network.lowered.ports)
  let [largest, distance] = [0, 0]
  for (let s = 0; s < SEQUENCES; s++) {
    const x = Float64Array.from({ length: STEPS * size }, () => random.normal())
    const found = collector.run({ length: STEPS, inputs: { x }, targets: byId() }, slots)['y.out']!
    const wanted = runLayers(
      layers,
      Array.from({ length: STEPS }, (_, t) => x.subarray(t * size, (t + 1) * size)),
    )
    wanted.forEach((row, t) => {
      row.forEach((value, i) => {
        largest = Math.max(largest, Math.abs(value))
        distance = Math.max(distance, Math.abs(value - found[t * row.length + i]!))
      })
    })
  }
  return { sequences: SEQUENCES, steps: STEPS, largest, distance }
}
