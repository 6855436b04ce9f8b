import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { limits } from '../../engine/document/limits'
import { show as showDialog } from '../workspace/dialogStore'
import { engineStore } from '../workspace/engine'
import { AlgorithmCosts } from '../panels/gradients/AlgorithmCosts'
import { setEndNotices, setFastMath, useSettings } from '../workspace/settings'
import { Button } from '../controls/Button'
import { IconButton } from '../controls/IconButton'
import { Markdown } from '../controls/Markdown'
import { Row } from '../controls/Row'
import { Section } from '../controls/Section'
import { Switch } from '../controls/Switch'
import { TextField } from '../controls/TextField'
import { documentStore, edit, endGesture, undo } from '../editing/store'
import { setWord, wordsOf } from '../document/translated'
import { languageOf } from '../drawing/words'
import { DataForm, ReadingForm } from './DataForm'
import { FieldRow } from './FieldRow'
import { Head } from './Head'
import { useNote } from './overrides'
import { Problems, useProblems } from './Problems'
import { trainingFields, trainingSections } from './settings'
import { grouped } from '../languages/numbers'

/** Shown without selection: the document, its data and its training. */
export function DocumentView() {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const { name = '', description = '' } = wordsOf(document, languageOf(i18n.language))
  const parameters = useStore(engineStore, (state) => state.compiled?.parameters)
  const found = useProblems((problem) => problem.nodes.length === 0 && problem.edges.length === 0)
  const note = useNote(document, 'training')
  const nodes = Object.keys(document.nodes).length
  const edges = Object.keys(document.edges).length
  return (
    <>
      <Head title={t('inspector.network')} />
      <Problems found={found} />
      <div className="inspector-group">
        <NameRow name={name} />
        <Description text={description} name={name} />
        <dl className="inspector-counts">
          <div>
            <dt>{t('inspector.count.nodes')}</dt>
            <dd>{nodes}</dd>
          </div>
          <div>
            <dt>{t('inspector.count.edges')}</dt>
            <dd>{edges}</dd>
          </div>
          {parameters && (
            <>
              <div>
                <dt>{t('inspector.count.trainable')}</dt>
                <dd>{grouped(parameters.trainable, 'en')}</dd>
              </div>
              <div>
                <dt>{t('inspector.count.fixed')}</dt>
                <dd>{grouped(parameters.fixed, 'en')}</dd>
              </div>
            </>
          )}
        </dl>
      </div>
      <Section name="data" title={t('inspector.data')}>
        <DataForm />
      </Section>
      <ReadingForm />
      {trainingSections.map(({ name, keys }) => (
        <Section key={name} name={name} title={t(`inspector.section.${name}`)}>
          {trainingFields(document, keys, t).map((field) => (
            <FieldRow key={field.name} field={field} note={note(field)} />
          ))}
          {name === 'algorithm' && <GradientTools />}
          {name === 'run' && <FastMath />}
          {name === 'run' && <EndNotices />}
        </Section>
      ))}
    </>
  )
}

/** The cost of the chosen algorithm, and a button to check its gradients. */
function GradientTools() {
  const { t } = useTranslation()
  const runs = useStore(engineStore, ({ state }) => state.status !== 'empty' && state.status !== 'blocked')
  return (
    <>
      <AlgorithmCosts />
      <Button className="inspector-check" disabled={!runs} onClick={() => showDialog({ kind: 'check-gradients' })}>
        {t('theory.check.open')}
      </Button>
    </>
  )
}

/** A setting of this computer, not of the document. */
function FastMath() {
  const { t } = useTranslation()
  const wanted = useSettings((state) => state.fastMath)
  const { available } = useStore(engineStore, ({ state }) => state.fastMath)
  return (
    <Row
      label={t('shell.fast-math')}
      help={t('shell.fast-math.help')}
      facts={available ? t('shell.fast-math.kept') : t('shell.reason.no-fast-math')}
      name="fast-math"
    >
      {(id, describedBy) => <Switch id={id} describedBy={describedBy} value={available && wanted} disabled={!available} onChange={setFastMath} />}
    </Row>
  )
}

/** Also of this computer. */
function EndNotices() {
  const { t } = useTranslation()
  const wanted = useSettings((state) => state.endNotices)
  return (
    <Row label={t('shell.end-notices')} help={t('shell.end-notices.help')} facts={t('shell.fast-math.kept')} name="end-notices">
      {(id, describedBy) => <Switch id={id} describedBy={describedBy} value={wanted} onChange={setEndNotices} />}
    </Row>
  )
}

function NameRow({ name }: { readonly name: string }) {
  const { t, i18n } = useTranslation()
  return (
    <Row label={t('inspector.name')} help={t('inspector.name.help')} name="name" wide>
      {(id, describedBy) => (
        <TextField
          id={id}
          describedBy={describedBy}
          value={name}
          placeholder={t('inspector.untitled')}
          live
          onChange={(text) => edit('inspector.edit.name', (draft) => setWord(draft, languageOf(i18n.language), 'name', text), { merge: 'inspector name' })}
          onEnd={(reverted) => {
            if (reverted) undo()
            endGesture()
          }}
        />
      )}
    </Row>
  )
}

/** Longest description to show unfolded, in characters. */
const SHORT = 300

/** Shows a long text collapsed, so that the settings below stay visible. */
function Folded({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (text.length <= SHORT) return <Markdown text={text} />
  const shown = text.slice(0, open ? limits.shownText : limits.shownText / 8)
  const cut = text.length - limits.shownText
  return (
    <>
      <div className={open ? '' : 'inspector-folded'}>
        <Markdown text={shown} />
        {open && cut > 0 && <p>{t('limits.cut', { count: cut })}</p>}
      </div>
      <button type="button" className="inspector-unfold" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? 'inspector.description.less' : 'inspector.description.more')}
      </button>
    </>
  )
}

/** The rendered description; the pencil opens its Markdown. */
function Description({ text, name }: { readonly text: string; readonly name: string }) {
  const { t, i18n } = useTranslation()
  const [editing, setEditing] = useState(false)
  return (
    <div className="inspector-description">
      <div className="inspector-description-head">
        <span>{t('inspector.description')}</span>
        {!editing && (
          <IconButton label={t('inspector.description.edit')} onClick={() => setEditing(true)}>
            <Pencil size={13} aria-hidden />
          </IconButton>
        )}
      </div>
      {editing ? (
        <TextField
          label={t('inspector.description')}
          value={text}
          lines={8}
          autoFocus
          live
          placeholder={t('inspector.description.placeholder')}
          onChange={(next) =>
            edit('inspector.edit.description', (draft) => setWord(draft, languageOf(i18n.language), 'description', next), { merge: 'inspector description' })
          }
          onEnd={(reverted) => {
            if (reverted) undo()
            endGesture()
            setEditing(false)
          }}
        />
      ) : (
        text !== '' && <Folded text={text.startsWith(`# ${name}\n`) ? text.slice(name.length + 2) : text} />
      )}
    </div>
  )
}
