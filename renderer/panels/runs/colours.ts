import type { Run } from '../../workspace/runLog'

/** Distinguishable with colour blindness, in this order. */
const COLOURS = ['--accent', '--role-output', '--role-input', '--role-cell', '--role-context', '--role-gate'] as const
export const colourOf = ({ number }: Run): string => COLOURS[(number - 1) % COLOURS.length]!
