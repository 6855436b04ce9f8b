import { FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { taskNames } from '../../engine/data/tasks'
import { engineStore } from '../workspace/engine'
import { chooseData } from '../workspace/offer'
import { Button } from '../controls/Button'
import { FieldReason } from '../controls/FieldReason'
import { Row } from '../controls/Row'
import { Section } from '../controls/Section'
import { Select } from '../controls/Select'
import { setData } from '../editing/commands'
import { documentStore, edit } from '../editing/store'
import { choicesOf } from './choices'
import { change as changeKeys, fileFields, taskFields } from './dataFields'
import { FieldRow } from './FieldRow'
import { readingFields } from './readingFields'
import { TaskAbout } from './TaskAbout'

/** How the document's data file is read; nothing for other data. */
export function ReadingForm() {
  const { t } = useTranslation()
  const data = useStore(documentStore, (state) => state.document.data)
  const recognized = useStore(engineStore, (state) => state.recognized)
  if (data?.kind !== 'file') return null
  return (
    <Section name="reading" title={t('tables.read.title')} folded>
      {readingFields(data, t, changeKeys, recognized).map((field) => (
        <FieldRow key={field.name} field={field} />
      ))}
    </Section>
  )
}

/** The form for the document's data. */
export function DataForm() {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const columns = useStore(engineStore, (state) => state.compiled?.columns)
  const [failure, setFailure] = useState<string>()
  const { data } = document
  const kind = data?.kind ?? 'none'

  /** Lets the user choose a file, which becomes the document's data once accepted. */
  const choose = async (): Promise<void> => setFailure(await chooseData())
  const change = (to: string): void => {
    if (to === kind) return
    if (to === 'file') void choose()
    else
      edit('inspector.edit.data', (draft) => {
        setData(draft, to === 'task' ? { kind: 'task', task: taskNames[0]! } : undefined)
      })
  }
  const kinds = [...(kind === 'none' ? ['none'] : []), 'file', 'task', ...(kind === 'inline' ? ['inline'] : [])]
  return (
    <>
      <Row label={t('inspector.data.kind')} help={t('inspector.data.kind.help')} name="data.kind">
        {(id, describedBy) => <Select id={id} describedBy={describedBy} value={kind} choices={choicesOf(t, kinds)} onChange={change} />}
      </Row>
      {data?.kind === 'file' && (
        <>
          <Row label={t('inspector.data.path')} help={t('inspector.data.path.help')} name="data.path" wide>
            {(id) => (
              <div className="inspector-file">
                <output id={id} title={data.path}>
                  {data.path}
                </output>
                <Button onClick={() => void choose()}>
                  <FolderOpen size={14} aria-hidden />
                  {t('inspector.data.choose')}
                </Button>
              </div>
            )}
          </Row>
          {fileFields(data, columns ?? [], t).map((field) => (
            <FieldRow key={field.name} field={field} />
          ))}
        </>
      )}
      {data?.kind === 'task' && (
        <>
          {taskFields(data, t).map((field) => (
            <FieldRow key={field.name} field={field} />
          ))}
          <TaskAbout task={data.task} />
        </>
      )}
      {data?.kind === 'inline' && (
        <p className="inspector-note">{t('inspector.data.inline', { count: data.sequences.length, steps: steps(data.sequences) })}</p>
      )}
      {columns && columns.length > 0 && (
        <p className="inspector-note">
          {t('inspector.data.columns')} <span className="mono">{columns.slice(0, 40).join(', ')}</span>
        </p>
      )}
      {failure !== undefined && <FieldReason text={failure} />}
    </>
  )
}

const steps = (sequences: readonly Readonly<Record<string, readonly unknown[]>>[]): number =>
  sequences.reduce((sum, sequence) => sum + (Object.values(sequence)[0]?.length ?? 0), 0)
