import { create } from 'zustand'
import type { WeightChange } from '../../../engine/run/questions'
import type { Range } from './cells'

export const operations = ['set', 'zero', 'sign', 'scale', 'freeze', 'unfreeze'] as const
export type Operation = (typeof operations)[number]

export const brushSizes = [1, 2, 3, 5, 9, 17, 33] as const

/** Settings of editing weights, shared by all matrices. */
interface Hand {
  readonly tool: 'select' | 'paint'
  readonly operation: Operation
  readonly value: number
  readonly factor: number
  /** Width of the brush in cells. */
  readonly size: number
  /** Pixels per cell; undefined to fit all into the panel. */
  readonly zoom: number | undefined
  /** The parameter, and its selected cells. */
  readonly name: string
  readonly range: Range | undefined
}

export const useHand = create<Hand>(() => ({ tool: 'select', operation: 'set', value: 0, factor: 0.5, size: 1, zoom: undefined, name: '', range: undefined }))

/** The change that an operation makes. */
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
    // The weights do not change: the document marks them as frozen.
    case 'freeze':
    case 'unfreeze':
      return { kind: 'scale', factor: 1 }
  }
}

/** Largest value that can be entered: far above trained weights, far below the limits of float32. */
export const bounds = { min: -1e6, limit: 1e6 } as const
