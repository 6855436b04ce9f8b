import type { ParameterDeclaration } from '../../contract/lowering'
import { drawIndices, drawParameter } from './initialize'

/** All that decides what is drawn for a parameter, besides its name and shape: its initializer, its seed, its density. */
export const drawnBy = ({ init, seed, density }: ParameterDeclaration): string => JSON.stringify({ init, seed, ...(density === undefined ? {} : { density }) })

/** A parameter with the settings that `drawnBy` has told. */
export function asDrawnBy(declaration: ParameterDeclaration, by: string): ParameterDeclaration {
  const { density: _, ...fixed } = declaration
  return { ...fixed, ...(JSON.parse(by) as Pick<ParameterDeclaration, 'init' | 'seed' | 'density'>) }
}

/**
 * Whether values are what was drawn by other settings than a parameter has now: neither learned nor written, they give
 * way to what its settings draw. `by` is what `drawnBy` told when they were there.
 */
export function outdated(declaration: ParameterDeclaration, by: string | undefined, values: ArrayLike<number>, float32: boolean): boolean {
  if (by === undefined || by === drawnBy(declaration)) return false
  const then = asDrawnBy(declaration, by)
  const drawn = drawParameter(then, drawIndices(then))
  return drawn.length === values.length && drawn.every((value, i) => (float32 ? Math.fround(value) : value) === values[i])
}
