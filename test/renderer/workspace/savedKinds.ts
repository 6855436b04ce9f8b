import type { GraphDocument, TrainingSpec } from '../../../engine/document/types'
import { draw, elman } from '../../documents'
import { withData } from './desk'

/** An Elman network whose parts remember, and learn to, in the ways that documents of version 2 add. */
function remembering(training: TrainingSpec, layer: object, context: object, edge: object = {}): GraphDocument {
  const { nodes, edges, ...rest } = elman(training, 2)
  return withData({
    ...rest,
    nodes: { ...nodes, h: { ...nodes.h!, ...layer }, c: { ...nodes.c!, ...context } },
    edges: { ...edges, W_ch: { ...edges.W_ch!, ...edge } },
  })
}

const reservoir = (node: object, training: TrainingSpec): GraphDocument =>
  withData(
    draw(
      { x: { type: 'input', size: 2 }, r: { type: 'reservoir', size: 4, density: 1, ...node }, y: { type: 'output', size: 1 } },
      { W_in: 'x → r', W_out: 'r → y' },
      { training },
    ),
  )

/** Documents that learn in each of the ways there are. */
export const kinds = {
  bptt: () => withData(elman({ epochs: 6, optimizer: { kind: 'adam', learningRate: 0.01 }, stop: { patience: 2 } }, 2)),
  rtrl: () => withData(elman({ epochs: 6, algorithm: { kind: 'rtrl' }, optimizer: { kind: 'sgd', learningRate: 0.05 } }, 2)),
  float32: () => withData(elman({ epochs: 6, precision: 'float32' }, 2)),
  readout: () => reservoir({ size: 5, density: 0.5 }, { algorithm: { kind: 'readout', ridge: 1e-3 } }),
  recursive: () => reservoir({}, { algorithm: { kind: 'readout', method: 'recursive-least-squares' }, epochs: 3 }),
  levenbergMarquardt: () => withData(elman({ epochs: 4, optimizer: { kind: 'levenberg-marquardt' } }, 2)),
  kalman: () => withData(elman({ epochs: 3, optimizer: { kind: 'ekf' } }, 2)),
  decoupledKalman: () => remembering({ epochs: 3, optimizer: { kind: 'ekf', groups: 'decoupled', processNoise: 1e-4 } }, {}, {}, { frozen: [[0, 0, 1]] }),
  frozen: () => remembering({ epochs: 6 }, {}, { initial: 'trainable' }, { frozen: [[0, 1, 1]] }),
  carried: () => remembering({ epochs: 6, batchSize: 1, carry: true, shuffle: true }, {}, { decay: 0.5, decayTrained: true }),
  zoneout: () => remembering({ epochs: 6 }, {}, { zoneout: 0.3 }),
  leaks: () => reservoir({ leak: 0.5, leakTrained: true }, { epochs: 6 }),
} satisfies Readonly<Record<string, () => GraphDocument>>

/** The kinds that the first recorded failures were drawn from. */
export const firstKinds = ['bptt', 'rtrl', 'float32', 'readout', 'recursive'] as const satisfies readonly (keyof typeof kinds)[]
