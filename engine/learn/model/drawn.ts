import type { ParameterDeclaration } from '../../contract/lowering'
import { drawIndices, drawParameter } from './initialize'

/**
 * Identifies the settings, besides name and shape, that determine a parameter's initial values: initializer, seed and
 * density.
 */
export const drawnBy = ({ init, seed, density }: ParameterDeclaration): string => JSON.stringify({ init, seed, ...(density === undefined ? {} : { density }) })

/** A declaration with the initialization settings that `drawnBy` encoded. */
export function asDrawnBy(declaration: ParameterDeclaration, by: string): ParameterDeclaration {
  const { density: _, ...fixed } = declaration
  return { ...fixed, ...(JSON.parse(by) as Pick<ParameterDeclaration, 'init' | 'seed' | 'density'>) }
}

/**
 * Returns whether values are the initial values of earlier settings (encoded in `by`). Such values were neither trained
 * nor edited, so the initial values of the current settings replace them.
 */
export function outdated(declaration: ParameterDeclaration, by: string | undefined, values: ArrayLike<number>, float32: boolean): boolean {
  if (by === undefined || by === drawnBy(declaration)) return false
  const then = asDrawnBy(declaration, by)
  const drawn = drawParameter(then, drawIndices(then))
  return drawn.length === values.length && drawn.every((value, i) => (float32 ? Math.fround(value) : value) === values[i])
}
