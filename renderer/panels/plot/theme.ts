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
let following = false

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

/**
 * Forgets the colours at each change of theme, from the first use on, whether or not a plot is mounted then: a plot
 * that is opened after a change must not get the earlier colours.
 */
function follow(): void {
  if (following) return
  following = true
  onTheme(() => {
    known = undefined
  })
}

function current(): PlotTheme {
  follow()
  return (known ??= read())
}

/** The current theme; a new object after each change. */
export const usePlotTheme = (): PlotTheme => useSyncExternalStore(onTheme, current)
