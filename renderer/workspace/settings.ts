import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Language, Theme } from '../../electron/contract'

/** Views of the network. */
export const views = ['network', 'equations', 'list'] as const
type View = (typeof views)[number]

/** Settings of the window, kept across restarts. */
export interface Settings {
  readonly theme: Theme
  readonly language: Language
  /** Widths and heights in pixels. */
  readonly sizes: { readonly left: number; readonly right: number; readonly bottom: number }
  readonly shown: { readonly left: boolean; readonly right: boolean; readonly bottom: boolean; readonly overlay: boolean }
  readonly sections: { readonly palette: boolean; readonly blocks: boolean; readonly gallery: boolean }
  readonly view: View
  /** Whether to use fused multiply-add if the machine has it: a setting of the computer, not of a document. */
  readonly fastMath: boolean
  /** Whether the hints of the first start were dismissed. */
  readonly hinted: boolean
}

export type Side = 'left' | 'right' | 'bottom'

const preferred = (): Language => (navigator.language.toLowerCase().startsWith('ja') ? 'ja' : 'en')

export const useSettings = create<Settings>()(
  persist(
    (): Settings => ({
      theme: 'system',
      language: preferred(),
      sizes: { left: 216, right: 296, bottom: 264 },
      shown: { left: true, right: true, bottom: true, overlay: false },
      sections: { palette: true, blocks: false, gallery: true },
      view: 'network',
      fastMath: false,
      hinted: false,
    }),
    {
      name: 'unfold.settings',
      version: 1,
      // Stored settings may come from another version or be damaged: keep only valid values.
      merge: (stored, standard) => merged(stored, standard),
    },
  ),
)

function merged(stored: unknown, standard: Settings): Settings {
  if (typeof stored !== 'object' || stored === null) return standard
  const old = stored as Partial<Record<keyof Settings, unknown>>
  const numbers = <T extends Record<string, number>>(value: unknown, otherwise: T): T =>
    Object.fromEntries(
      Object.entries(otherwise).map(([key, number]) => {
        const found = (value as Record<string, unknown> | undefined)?.[key]
        return [key, typeof found === 'number' && found >= 80 && found <= 2000 ? found : number]
      }),
    ) as T
  const flags = <T extends Record<string, boolean>>(value: unknown, otherwise: T): T =>
    Object.fromEntries(
      Object.entries(otherwise).map(([key, flag]) => {
        const found = (value as Record<string, unknown> | undefined)?.[key]
        return [key, typeof found === 'boolean' ? found : flag]
      }),
    ) as T
  return {
    theme: old.theme === 'light' || old.theme === 'dark' ? old.theme : 'system',
    language: old.language === 'en' || old.language === 'ja' ? old.language : standard.language,
    sizes: numbers(old.sizes, standard.sizes),
    shown: flags(old.shown, standard.shown),
    sections: flags(old.sections, standard.sections),
    view: views.find((view) => view === old.view) ?? standard.view,
    fastMath: old.fastMath === true,
    hinted: old.hinted === true,
  }
}

/** Drops the result of `persist`, which nobody needs. */
const update = (change: (state: Settings) => Partial<Settings>): void => {
  useSettings.setState(change)
}

export const setSize = (side: Side, pixels: number): void => update(({ sizes }) => ({ sizes: { ...sizes, [side]: Math.round(pixels) } }))

export const setShown = (part: keyof Settings['shown'], shown: boolean): void =>
  update(({ shown: now }) => (now[part] === shown ? {} : { shown: { ...now, [part]: shown } }))

export const setFastMath = (fastMath: boolean): void => update(() => ({ fastMath }))
