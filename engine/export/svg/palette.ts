/**
 * Colours by the names of the screen's CSS variables; a test compares them with `renderer/controls/theme/tokens.css`.
 */
export const palettes = {
  light: {
    canvas: '#f7f8f9',
    surface: '#ffffff',
    'surface-raised': '#ffffff',
    line: '#dde1e5',
    'line-strong': '#bfc6cd',
    text: '#14181c',
    'text-secondary': '#4d555e',
    'text-tertiary': '#5e6771',
    error: '#bf2424',
    'diverging-zero': '#f3f4f5',
    'role-input': '#0b7d78',
    'role-layer': '#2467c9',
    'role-context': '#7650c0',
    'role-gate': '#a86400',
    'role-cell': '#b5327c',
    'role-reservoir': '#3e7b1f',
    'role-output': '#c34516',
  },
  dark: {
    canvas: '#141619',
    surface: '#1c1f23',
    'surface-raised': '#25292e',
    line: '#2e3338',
    'line-strong': '#474e56',
    text: '#e9ecef',
    'text-secondary': '#aeb6be',
    'text-tertiary': '#a2abb4',
    error: '#ff8077',
    'diverging-zero': '#22262a',
    'role-input': '#3fc1b8',
    'role-layer': '#6ba6f7',
    'role-context': '#b197f3',
    'role-gate': '#e2a63d',
    'role-cell': '#ee80b9',
    'role-reservoir': '#86c25c',
    'role-output': '#f5855c',
  },
} as const

export type Theme = keyof typeof palettes
type Token = keyof (typeof palettes)['light']
export type Palette = Readonly<Record<Token, string>>

const channels = (colour: string): readonly number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** Mixes a `share` of one colour with another, like CSS `color-mix(in srgb, …)`. */
export function mix(colour: string, share: number, other: string): string {
  const b = channels(other)
  return `#${channels(colour)
    .map((c, i) =>
      Math.round(c * share + b[i]! * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}
