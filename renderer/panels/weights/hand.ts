import { create } from 'zustand'
import type { WeightChange } from '../../../engine/run/questions'
import type { Range } from './cells'

export const operations = ['set', 'zero', 'sign', 'scale'] as const
export type Operation = (typeof operations)[number]

export const brushSizes = [1, 2, 3, 5, 9, 17, 33] as const

/** How weights are changed by hand: the same for every matrix that is looked at. */
interface Hand {
  readonly tool: 'select' | 'paint'
  readonly operation: Operation
  readonly value: number
  readonly factor: number
  /** Cells across the brush. */
  readonly size: number
  /** Pixels a cell; undefined where all of them fit into the panel. */
  readonly zoom: number | undefined
  /** The cells that are selected, and the parameter whose they are. */
  readonly name: string
  readonly range: Range | undefined
}

export const useHand = create<Hand>(() => ({ tool: 'select', operation: 'set', value: 0, factor: 0.5, size: 1, zoom: undefined, name: '', range: undefined }))

/** What an operation does to each weight. */
export function changeOf(operation: Operation, { value, factor }: Pick<Hand, 'value' | 'factor'>): WeightChange {
  switch (operation) {
    case 'set':
      return { kind: 'set', value }
    case 'zero':
      return { kind: 'set', value: 0 }
    case 'sign':
      return { kind: 'scale', factor: -1 }
    case 'scale':
      return { kind: 'scale', factor }
  }
}

/** The largest weight that a hand may write: far above what any network trains to, far below what float32 can hold. */
export const bounds = { min: -1e6, limit: 1e6 } as const
