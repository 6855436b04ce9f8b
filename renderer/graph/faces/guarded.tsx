import type { ComponentType } from 'react'
import { Part } from '../../controls/Part'

/** A face on the canvas that, where drawing it fails, says so in its place: the others stay, and it is tried again when what it shows changes. */
export function guarded<P extends { readonly data: unknown }>(Face: ComponentType<P>): ComponentType<P> {
  return function Guarded(props: P) {
    return (
      <Part of={props.data}>
        <Face {...props} />
      </Part>
    )
  }
}
