import i18next from 'i18next'
import { Component, type ReactNode } from 'react'
import { Button } from '../controls/Button'
import { save } from '../workspace/files'

interface State {
  readonly error: Error | undefined
  readonly saved: boolean
}

/** Replaces the window's contents after an error in rendering; the document can still be saved. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: undefined, saved: false }

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error }
  }

  override render(): ReactNode {
    const { error, saved } = this.state
    if (!error) return this.props.children
    const t = i18next.t.bind(i18next)
    return (
      <main className="shell-crash" role="alert">
        <h1>{t('shell.crash.title')}</h1>
        <p>{t('shell.crash.text')}</p>
        <pre>{error.message}</pre>
        <div>
          <Button onClick={() => this.setState({ error: undefined })}>{t('shell.crash.again')}</Button>
          <Button look="primary" onClick={() => void save(true).then((done) => this.setState({ saved: done }))}>
            {t('shell.crash.save')}
          </Button>
        </div>
        {saved && <p>{t('shell.crash.saved')}</p>}
      </main>
    )
  }
}
