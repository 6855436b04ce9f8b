import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Language } from '../../electron/contract'
import { all, choice, flag, number, type Filled } from '../../engine/contract/schema'
import { recovered } from '../../engine/document/accept'

/** Views of the network. */
export const views = ['network', 'unrolled', 'equations', 'list'] as const

const preferred = (): Language => (navigator.language.toLowerCase().startsWith('ja') ? 'ja' : 'en')
/** A width or height in pixels. */
const pixels = <const N extends number>(start: N) => number({ min: 80, max: 2000, default: start })
const isShown = flag({ default: true })
const isHidden = flag({ default: false })

/** Settings of the window, kept across restarts. */
const schema = all({
  theme: choice(['system', 'light', 'dark'], { default: 'system' }),
  language: choice(['en', 'ja'], { default: preferred }),
  sizes: all({ left: pixels(216), right: pixels(296), bottom: pixels(264) }),
  shown: all({ left: isShown, right: isShown, bottom: isShown, overlay: isHidden }),
  sections: all({ palette: isShown, blocks: isHidden, gallery: isShown }),
  view: choice(views, { default: 'network' }),
  /** Whether to use fused multiply-add if the machine has it: a setting of the computer, not of a document. */
  fastMath: flag({ default: false }),
  /** Whether to show a notification of the system when a long training ends. */
  endNotices: flag({ default: false }),
  /** Whether the hints of the first start were dismissed. */
  hinted: flag({ default: false }),
})

export type Settings = Filled<typeof schema>
export type Side = 'left' | 'right' | 'bottom'

export const useSettings = create<Settings>()(
  persist(() => recovered(schema, undefined), { name: 'unfold.settings', version: 1, merge: (stored) => recovered(schema, stored) }),
)

/** Drops the result of `persist`, which is not needed. */
const update = (change: (state: Settings) => Partial<Settings>): void => {
  useSettings.setState(change)
}

export const setSize = (side: Side, pixels: number): void => update(({ sizes }) => ({ sizes: { ...sizes, [side]: Math.round(pixels) } }))

export const setShown = (part: keyof Settings['shown'], shown: boolean): void =>
  update(({ shown: now }) => (now[part] === shown ? {} : { shown: { ...now, [part]: shown } }))

export const setEndNotices = (endNotices: boolean): void => update(() => ({ endNotices }))

export const setFastMath = (fastMath: boolean): void => update(() => ({ fastMath }))
