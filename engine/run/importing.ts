import type { NodeRegistry } from '../contract/node-type'
import { ImportError, importModel } from '../import'
import type { ImportAnswer } from './questions'

/** Imports a model of another program; RNN layers of PyTorch are taken to have its default nonlinearity. */
export function importing(bytes: Uint8Array, registry: NodeRegistry, name: string): ImportAnswer {
  try {
    return { imported: importModel(bytes, registry, { name, nonlinearity: 'tanh' }) }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    return { problem: error.problem }
  }
}
