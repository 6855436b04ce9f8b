import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/**
 * Colours of negative and positive values: blue and orange; orange and blue, as the TensorFlow Playground has them; blue
 * and red, as Simbrain has them.
 */
export const scales = ['orange', 'blue', 'red'] as const
type Scale = (typeof scales)[number]

/** How every canvas of this person is drawn. */
export interface Looks {
  /** Whether wires run level and upright alone. */
  readonly orthogonal: boolean
  /** Whether the units that leave a port are written at it. */
  readonly sizes: boolean
  /** Whether every port's name and what flows there are written at it. */
  readonly kinds: boolean
  /** The colour of positive values. */
  readonly scale: Scale
}

export const useLooks = create<Looks>()(
  persist((): Looks => ({ orthogonal: false, sizes: true, kinds: false, scale: 'orange' }), {
    name: 'unfold.wires',
    version: 1,
    // What was stored is the user's own, but may be older than this version or damaged.
    merge: (stored, standard) => {
      const old = (typeof stored === 'object' && stored !== null ? stored : {}) as Partial<Record<keyof Looks, unknown>>
      return {
        orthogonal: old.orthogonal === true,
        sizes: old.sizes !== false,
        kinds: old.kinds === true,
        scale: scales.find((scale) => scale === old.scale) ?? standard.scale,
      }
    },
  }),
)

export const setLooks = (change: Partial<Looks>): void => {
  useLooks.setState(change)
}

export const toggleLook = (look: 'orthogonal' | 'sizes' | 'kinds'): void => setLooks({ [look]: !useLooks.getState()[look] })

export const nextScale = (): void => setLooks({ scale: scales[(scales.indexOf(useLooks.getState().scale) + 1) % scales.length]! })

/** Draws signed values in the colours that were chosen, from now on. */
export function startLooks(): void {
  const paint = ({ scale }: Looks): void => {
    document.documentElement.dataset.scale = scale
  }
  paint(useLooks.getState())
  useLooks.subscribe(paint)
}
