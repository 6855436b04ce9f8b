/** In an order in which colour-blind users can distinguish them. */
const COLOURS = ['--accent', '--role-output', '--role-input', '--role-cell', '--role-context', '--role-gate'] as const
/** The CSS variable of the `index`-th line of a plot. */
export const colourOf = (index: number): string => COLOURS[Math.max(0, index) % COLOURS.length]!
/** Whether a line has the colour of an earlier one, and is therefore dashed. */
export const isSecondRound = (index: number): boolean => index >= COLOURS.length
