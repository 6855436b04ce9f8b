/** In an order in which colour-blind users can distinguish them. */
const COLOURS = ['--accent', '--role-output', '--role-input', '--role-cell', '--role-context', '--role-gate'] as const
export const colourOf = (port: number): string => COLOURS[Math.max(0, port) % COLOURS.length]!
