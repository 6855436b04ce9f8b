import { wiresInto } from '../document/selectors'
import type { GraphDocument } from '../../engine/document/types'

/**
 * The parameters that a node's setting initializes: its own, by the end of their names, and those of incoming wires.
 */
const DRAWS: Readonly<Record<string, { readonly own?: readonly string[]; readonly arriving?: true }>> = {
  biasInit: { own: ['bias'] },
  biasScaling: { own: ['bias'] },
  spectralRadius: { own: ['recurrent'] },
  density: { own: ['recurrent'] },
  inputScaling: { arriving: true },
  seed: { own: ['bias', 'recurrent'], arriving: true },
}
const none: readonly string[] = []

/** Parameters on which a setting has no effect, because their values are no longer the initial ones. */
export function overridden(
  document: GraphDocument,
  of: 'nodes' | 'edges' | 'training',
  ids: readonly string[],
  setting: string,
  overrides: readonly string[],
): readonly string[] {
  const names = new Set(overrides)
  const key = setting.split('.')[0]!
  if (of === 'training') return key === 'seed' ? overrides : none
  if (of === 'edges') return key === 'init' || key === 'density' ? ids.filter((id) => names.has(id)) : none
  const { own = none, arriving = false } = (Object.hasOwn(DRAWS, key) && DRAWS[key]) || {}
  return ids.flatMap((id) => [
    ...own.map((end) => `${id}.${end}`).filter((name) => names.has(name)),
    // A wire with an initializer of its own does not use the node's.
    ...(arriving
      ? wiresInto(document, id)
          .map((wire) => wire.id)
          .filter((edge) => names.has(edge) && document.edges[edge]?.init === undefined)
      : none),
  ])
}
