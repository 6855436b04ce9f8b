import i18next from 'i18next'
import { Component, type ReactNode } from 'react'
import { Button } from './Button'

interface Props {
  /** Identifies the content; when it changes, rendering is tried again. */
  readonly of: unknown
  readonly children: ReactNode
}

interface State {
  readonly failed: boolean
  readonly of: unknown
}

/**
 * Contains errors: if rendering its children fails, shows a message in their place and leaves the rest of the window
 * alone.
 */
export class Part extends Component<Props, State> {
  override state: State = { failed: false, of: this.props.of }

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true }
  }

  static getDerivedStateFromProps({ of }: Props, state: State): State | null {
    return of === state.of ? null : { failed: false, of }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div className="part-failed" role="alert">
        <p>{i18next.t('limits.part-failed')}</p>
        <Button onClick={() => this.setState({ failed: false })}>{i18next.t('shell.crash.again')}</Button>
      </div>
    )
  }
}
