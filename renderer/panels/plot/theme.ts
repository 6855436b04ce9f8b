import { useSyncExternalStore } from 'react'
import { onTheme } from '../../graph/live/scale'

/** Colours and fonts of the current theme, for canvases. */
export interface PlotTheme {
  readonly text: string
  readonly quiet: string
  readonly line: string
  readonly surface: string
  readonly accent: string
  readonly output: string
  readonly layer: string
  readonly validation: string
  readonly test: string
  readonly font: string
  readonly numbers: string
}

let known: PlotTheme | undefined

function read(): PlotTheme {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string): string => style.getPropertyValue(name).trim()
  return {
    text: of('--text-secondary'),
    quiet: of('--text-tertiary'),
    line: of('--line'),
    surface: of('--surface'),
    accent: of('--accent'),
    output: of('--role-output'),
    layer: of('--role-layer'),
    validation: of('--accent-soft'),
    test: of('--warning-soft'),
    font: `11px ${of('--font-text')}`,
    numbers: `11px ${of('--font-mono')}`,
  }
}

/** The value of a CSS variable. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

const current = (): PlotTheme => (known ??= read())

function subscribe(changed: () => void): () => void {
  return onTheme(() => {
    known = undefined
    changed()
  })
}

/** The current theme; a new object after each change. */
export const usePlotTheme = (): PlotTheme => useSyncExternalStore(subscribe, current)
