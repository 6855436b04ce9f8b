import i18next from 'i18next'
import { Component, type ReactNode } from 'react'
import { Button } from './Button'

interface Props {
  /** What is drawn: when it changes, it is tried again. */
  readonly of: unknown
  readonly children: ReactNode
}

interface State {
  readonly failed: boolean
  readonly of: unknown
}

/** A part of the window, such as a note, a card or a panel: when drawing it fails, it says so in its place, and the rest stays. */
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
