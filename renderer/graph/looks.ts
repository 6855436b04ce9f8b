import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/**
 * Colour pairs of negative and positive values, named by the positive one: blue and orange; orange and blue, as in
 * TensorFlow Playground; blue and red, as in Simbrain.
 */
export const scales = ['orange', 'blue', 'red'] as const
type Scale = (typeof scales)[number]

/** The user's settings of how canvases are drawn, for all documents. */
export interface Looks {
  /** Whether wires consist of horizontal and vertical lines only. */
  readonly orthogonal: boolean
  /** Whether each output port shows its number of units. */
  readonly sizes: boolean
  /** Whether each port shows its name and the kind of its values. */
  readonly kinds: boolean
  /** The colour of positive values. */
  readonly scale: Scale
}

export const useLooks = create<Looks>()(
  persist((): Looks => ({ orthogonal: false, sizes: true, kinds: false, scale: 'orange' }), {
    name: 'unfold.wires',
    version: 1,
    // Stored settings may come from another version or be damaged: keep only valid values.
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

/** Applies the chosen colour scale to the page, now and after each change. */
export function startLooks(): void {
  const paint = ({ scale }: Looks): void => {
    document.documentElement.dataset.scale = scale
  }
  paint(useLooks.getState())
  useLooks.subscribe(paint)
}
