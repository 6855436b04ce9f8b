import { useEffect, useMemo, useState } from 'react'
import { emptyDocument } from '../editing/store'
import type { GraphDocument } from '../../engine/document/types'
import { slowly } from '../controls/slowly'
import { SceneBuilder, type Scene } from '../drawing/model'
import { isVeryLarge } from './veryLarge'

type SceneInput = Parameters<SceneBuilder['building']>

/** The parts of a scene that still exist in the document. */
function remaining(scene: Scene, { nodes, edges }: GraphDocument): Scene {
  const isThere = ({ id }: { readonly id: string }): boolean => Object.hasOwn(nodes, id)
  const isWire = ({ id }: { readonly id: string }): boolean => Object.hasOwn(edges, id)
  if (scene.nodes.every(isThere) && scene.edges.every(isWire)) return scene
  return {
    ...scene,
    nodes: scene.nodes.filter(isThere),
    items: scene.items.filter((item) => item.type !== 'unfold' || isThere(item)),
    edges: scene.edges.filter(isWire),
  }
}

const nothing = new SceneBuilder().build(emptyDocument, undefined, { nodes: [], edges: [] }, new Map())

/**
 * The scene of a document. A very large one is built over several tasks, so that the window stays responsive; meanwhile
 * the previous scene is returned, without removed items. Drags and entering a group build at once. `ready` is false
 * before the first scene.
 */
export function useScene(
  builder: SceneBuilder,
  ...[document, compiled, selection, moving, entered, orthogonal]: SceneInput
): { readonly scene: Scene; readonly ready: boolean } {
  const drawn = useMemo<SceneInput>(
    () => [document, compiled, selection, moving, entered, orthogonal],
    [document, compiled, selection, moving, entered, orthogonal],
  )
  const [made, setMade] = useState<{ readonly drawn: SceneInput; readonly scene: Scene }>()
  const large = useMemo(() => isVeryLarge(document), [document])
  const waits = large && moving.size === 0 && (made === undefined || (made.drawn !== drawn && made.drawn[4] === entered))
  let now = made
  if (!waits && made?.drawn !== drawn) {
    now = { drawn, scene: builder.build(...drawn) }
    setMade(now)
  }
  useEffect(() => {
    if (!waits) return undefined
    const abort = new AbortController()
    void slowly(builder.building(...drawn), abort.signal).then((scene) => scene && setMade({ drawn, scene }))
    return () => abort.abort()
  }, [waits, builder, drawn])
  const scene = now?.scene ?? nothing
  return { scene: useMemo(() => remaining(scene, document), [scene, document]), ready: now !== undefined }
}
