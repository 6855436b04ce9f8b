import type { ComponentType } from 'react'
import { Part } from '../../controls/Part'

/**
 * Wraps a face so that an error in rendering it is reported in its place and leaves the others alone; it renders again
 * when its data change.
 */
export function guarded<P extends { readonly data: unknown }>(Face: ComponentType<P>): ComponentType<P> {
  return function Guarded(props: P) {
    return (
      <Part of={props.data}>
        <Face {...props} />
      </Part>
    )
  }
}
